using System.Text;
using System.Text.RegularExpressions;

namespace AlexNetPS.Formats.Text;

/// <summary>
/// A name with PowerShell's wildcards: * for any text, ? for a character, [a-z] for one of several; a backtick before a
/// wildcard takes it literally. Upper and lower case are the same on every system.
/// </summary>
internal static class Wildcards
{
    /// <exception cref="ArgumentException">A bracket is not closed, or the pattern is too long.</exception>
    public static Regex ToRegex(string pattern)
    {
        var text = new StringBuilder(@"\A");
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '`' && i + 1 < pattern.Length)
                text.Append(Regex.Escape(pattern[++i].ToString()));
            else if (c == '[')
                i = AppendSet(text, pattern, i);
            else
                text.Append(c switch { '*' => ".*", '?' => ".", _ => Regex.Escape(c.ToString()) });
        }

        try
        {
            return new Regex(text.Append(@"\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
                | RegexOptions.NonBacktracking | RegexOptions.Singleline);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException(
                $"'{NameText.Truncate(pattern)}' is too long for a pattern of names. Use fewer characters.",
                nameof(pattern), e);
        }
    }

    // Returns the position of the closing bracket.
    private static int AppendSet(StringBuilder text, string pattern, int start)
    {
        int end = pattern.IndexOf(']', Math.Min(start + 2, pattern.Length));
        if (end < 0)
        {
            throw new ArgumentException($"'{pattern}' has a bracket that is not closed. Write [abc] or [a-z] for one "
                + "of several characters, and `[ for a bracket.", nameof(pattern));
        }

        text.Append('[');
        for (int i = start + 1; i < end; i++)
            text.Append(pattern[i] == '-' && i > start + 1 && i < end - 1 ? "-" : SetMember(pattern[i]));
        text.Append(']');
        return end;
    }

    private static string SetMember(char c) => c is '\\' or '[' or ']' or '^' or '-' ? $"\\{c}" : c.ToString();
}
