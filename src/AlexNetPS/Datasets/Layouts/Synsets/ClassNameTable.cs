using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Layouts.Synsets;

/// <summary>
/// A class name file in any supported format: one name per line by number, lines of class and name, JSON or a printed
/// Python dictionary ({"0": "daisy"}, {"daisy": 0}, {"0": ["n01440764", "tench"]}, ["daisy"]), or ILSVRC's development
/// kit.
/// </summary>
internal static partial class ClassNameTable
{
    private const long MaximumBytes = 16 << 20;
    private const int DevkitClasses = 1000;

    /// <summary>Returns the entries in file order.</summary>
    /// <param name="path">A file, or the folder of a development kit.</param>
    /// <exception cref="FormatException">The file is not a class name file; the message states why.</exception>
    /// <exception cref="DatasetException">The development kit cannot be read.</exception>
    public static IReadOnlyList<ClassNameRow> Read(string path)
    {
        if (Directory.Exists(path))
        {
            return OfDevkit(Devkit.Find(path)
                ?? throw new FormatException("the folder contains no ILSVRC development kit (data/meta.mat)"));
        }

        if (path.EndsWith(".mat", StringComparison.OrdinalIgnoreCase))
            return OfDevkit(new Devkit(Path.GetDirectoryName(Path.GetFullPath(path))!));
        if (path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase))
            return OfDevkit(new Devkit(path));
        string text = Text(path).Trim();
        return text.StartsWith('{') || text.StartsWith('[') ? OfEntries(new LiteralReader(text).Read()) : OfLines(text);
    }

    /// <summary>Whether a name is a WordNet ID.</summary>
    public static bool IsSynset(string name) => SynsetPattern().IsMatch(name);

    private static string Text(string path)
    {
        try
        {
            return InputFile.ReadText(path, MaximumBytes, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("it is not text in UTF-8; save it as UTF-8", e);
        }
    }

    /// <summary>The first thousand numbers are the classes of the networks; frameworks order those by synset.</summary>
    private static ClassNameRow[] OfDevkit(Devkit devkit)
    {
        var groups =
            devkit.Synsets().ToLookup(row => row.Key <= DevkitClasses, row => (row.Value.Synset, row.Value.Words));
        return
        [
            .. groups[true].OrderBy(row => row.Synset, StringComparer.Ordinal)
                .Select((row, number) => Keyed(number, row.Synset, row.Words)),
            .. groups[false].Select(row => Keyed(null, row.Synset, row.Words)),
        ];
    }

    /// <summary>
    /// "n01440764 tench, Tinca tinca" or with a tab, where a class may have spaces; "0: tench" if all lines are
    /// numbered; "tench".
    /// </summary>
    private static ClassNameRow[] OfLines(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.Trim())];
        Match[] numbered = [.. lines.Select(line => NumberedPattern().Match(line)).TakeWhile(match => match.Success)];
        if (numbered.Length == lines.Length
            && numbered.Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)
                .SequenceEqual(Enumerable.Range(0, lines.Length).Select(Digits).Order(StringComparer.Ordinal)))
        {
            return [.. numbered.Select(match => OfNumbered(match.Groups[1].Value, match.Groups[2].Value))];
        }

        return [.. lines.Select(OfLine)];
    }

    private static ClassNameRow OfNumbered(string number, string name) => new(Number(number), number, name, name);

    private static ClassNameRow OfLine(string line, int number)
    {
        int end = line.IndexOf('\t', StringComparison.Ordinal);
        if (end < 0)
            end = line.IndexOf(' ', StringComparison.Ordinal);
        return end > 0
            ? new(number, line[..end], line[(end + 1)..].Trim(), line.Replace('\t', ' '))
            : new(number, null, line, line);
    }

    private static ClassNameRow[] OfEntries(IReadOnlyList<(string? Key, object Value)> entries)
    {
        ClassNameRow[] rows = [.. entries.Select((entry, i) => OfEntry(entry.Key, entry.Value, i))];

        // {"n01440764": "tench"}: network outputs are in synset order.
        if (rows.All(row => row.Number is null && row.Key is not null && IsSynset(row.Key)))
        {
            rows = [.. rows.OrderBy(row => row.Key, StringComparer.Ordinal)
                .Select((row, number) => row with { Number = number })];
        }

        return rows;
    }

    private static ClassNameRow OfEntry(string? key, object value, int position)
    {
        int? number = key is null ? position : Number(key);
        return value switch
        {
            int output when key is not null => new(output, null, key, key),
            string name when number is not null => new(number, null, name, name),
            string name => Keyed(null, key!, name),
            string[] { Length: > 1 } names when number is not null =>
                new(number, names[0], string.Join(' ', names[1..]).Replace('_', ' '), string.Join(' ', names)),
            string[] { Length: 1 } names when number is not null => new(number, null, names[0], names[0]),
            _ => throw new FormatException($"its entry {(key is null ? Digits(position) : $"'{key}'")} "
                + "is not a name, the number of an output, or a list of synset and words"),
        };
    }

    private static ClassNameRow Keyed(int? number, string key, string name) => new(number, key, name, $"{key} {name}");

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Parses "0" or "12"; null for anything else, including a longer name that starts with 0.</summary>
    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && Digits(number) == text
            ? number
            : null;

    [GeneratedRegex(@"^n\d{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex SynsetPattern();

    [GeneratedRegex(@"^(\d{1,9})\s*[:,\s]\s*(\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberedPattern();
}
