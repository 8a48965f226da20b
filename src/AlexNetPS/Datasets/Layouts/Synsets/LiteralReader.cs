using System.Globalization;
using System.Text;

namespace AlexNetPS.Datasets.Layouts.Synsets;

/// <summary>
/// Reads a list or dictionary of names as printed by JSON or Python: strings in either quotes, integers, and lists of
/// strings as values. Data only, with its own errors: the purpose of the file is clearer than where a parser stopped.
/// </summary>
internal sealed class LiteralReader(string text)
{
    private const int MaximumParts = 16, MaximumEntries = 1_000_000;

    private int _at;

    /// <summary>
    /// Returns the entries; keys of a list are null. A value is a string, an integer or several strings.
    /// </summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public IReadOnlyList<(string? Key, object Value)> Read()
    {
        bool named = text[_at] == '{';
        List<(string? Key, object Value)> entries = [];
        foreach (int _ in Items(named ? '}' : ']'))
        {
            string? key = named ? Key() : null;
            entries.Add((key, Value()));
            if (entries.Count > MaximumEntries)
                throw Wrong($"it has more than {MaximumEntries:N0} entries");
        }

        return Peek() == '\0' ? entries : throw Wrong("there is more after its end");
    }

    private string Key()
    {
        string key = IsQuote(Peek()) ? Quoted() : Number().ToString(CultureInfo.InvariantCulture);
        if (Peek() != ':')
            throw Wrong("a ':' is expected after a key");
        _at++;
        return key;
    }

    private object Value()
    {
        char first = Peek();
        if (IsQuote(first))
            return Quoted();
        if (first is not ('[' or '('))
            return Number();
        List<string> parts = [];
        foreach (int _ in Items(first == '[' ? ']' : ')'))
        {
            if (!IsQuote(Peek()) || parts.Count == MaximumParts)
                throw Wrong($"a list of up to {MaximumParts} strings is expected, such as [\"n01440764\", \"tench\"]");
            parts.Add(Quoted());
        }

        return parts.ToArray();
    }

    /// <summary>Stops at each item and ends after the closing bracket. A trailing comma is allowed.</summary>
    private IEnumerable<int> Items(char close)
    {
        _at++;
        for (int count = 0; Peek() != close; count++)
        {
            if (count > 0)
            {
                if (Peek() != ',')
                    throw Wrong($"a ',' or '{close}' is expected");
                _at++;
                if (Peek() == close)
                    break;
            }

            yield return count;
        }

        _at++;
    }

    private int Number()
    {
        int start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
        return int.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture,
            out int number) ? number
            : throw Wrong("a name in quotes, a number or a list of names is expected");
    }

    private string Quoted()
    {
        // Python 2 prefixes strings: u'tench'.
        if (text[_at] is 'u' or 'b')
            _at++;
        char quote = text[_at++];
        var name = new StringBuilder();
        for (; _at < text.Length && text[_at] != quote; _at++)
        {
            if (text[_at] == '\n')
                throw Wrong("a string continues on the next line");
            name.Append(text[_at] == '\\' ? Escaped() : text[_at]);
        }

        if (_at++ >= text.Length)
            throw Wrong("a string has no end");
        return name.ToString().Trim();
    }

    private char Escaped()
    {
        _at++;
        char code = _at < text.Length ? text[_at] : '\0';
        int digits = code switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (digits == 0)
        {
            return code switch
            {
                'n' or 't' or 'r' or 'b'
                or 'f' => ' ',
                '\0' => throw Wrong("a string has no end"),
                _ => code
            };
        }

        ReadOnlySpan<char> number = text.AsSpan(Math.Min(_at + 1, text.Length));
        if (number.Length < digits
            || !ushort.TryParse(number[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out ushort character))
        {
            throw Wrong($"'\\{code}' needs {digits} hexadecimal digits");
        }

        _at += digits;
        return (char)character;
    }

    private bool IsQuote(char first) =>
        first is '"' or '\'' || (first is 'u' or 'b' && _at + 1 < text.Length && text[_at + 1] is '"' or '\'');

    /// <summary>Returns the next character that is not a space; 0 at the end.</summary>
    private char Peek()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        return _at < text.Length ? text[_at] : '\0';
    }

    private FormatException Wrong(string reason) =>
        new($"in line {text.AsSpan(0, Math.Min(_at, text.Length)).Count('\n') + 1} {reason}; "
            + "it should be {\"0\": \"daisy\"}, {\"daisy\": 0}, {\"0\": [\"n01440764\", \"tench\"]} or [\"daisy\"] in "
            + "JSON or as Python prints it");
}
