using System.Globalization;
using System.Text;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Layouts.Idx;

/// <summary>Names of the classes of IDX files by label.</summary>
internal static class IdxClasses
{
    /// <summary>A label this far from the others is no class of its own.</summary>
    private const int FarLabel = 10, FewLabels = 3, LargestMap = 1 << 16;

    /// <summary>
    /// Returns the names by label: of EMNIST's table next to the files, of a known dataset, or else numbers.
    /// </summary>
    /// <exception cref="DatasetException">A label is out of range, or the table is damaged.</exception>
    public static SortedDictionary<int, string> Of(string folder, string set, string own, IdxPart[] parts)
    {
        if (MappingOf(folder, set) is { } table)
        {
            SortedDictionary<int, string> mapped = ReadMapping(table);
            return Checked(mapped, parts, $"'{Path.GetFileName(table)}'");
        }

        return IdxFamily.Of(set, own) is { } family
            ? Checked(new(Enumerable.Range(0, family.Names.Count)
                .ToDictionary(i => family.First + i, i => family.Names[i])), parts, family.Name)
            : Numbered(parts);
    }

    private static SortedDictionary<int, string> Checked(SortedDictionary<int, string> classes, IdxPart[] parts,
        string names)
    {
        foreach (IdxPart part in parts)
        {
            int at = Array.FindIndex(part.Labels, label => !classes.ContainsKey(label));
            if (at >= 0)
                throw OutOfRange(part, at, $"{names} has the labels {classes.First().Key} to {classes.Last().Key}");
        }

        return classes;
    }

    /// <summary>Without names there are as many classes as there are different labels.</summary>
    private static SortedDictionary<int, string> Numbered(IdxPart[] parts)
    {
        int[] labels = [.. parts.SelectMany(part => part.Labels).Distinct().Order()];
        int wrong = labels[0] < 0 ? 0
            : Enumerable.Range(0, labels.Length)
                .FirstOrDefault(i => i >= FewLabels && labels[i] - labels[i - 1] > FarLabel, -1);
        if (wrong >= 0)
        {
            IdxPart part = parts.First(part => part.Labels.Contains(labels[wrong]));
            throw OutOfRange(part, Array.IndexOf(part.Labels, labels[wrong]),
                wrong == 0 ? "labels start at 0" : $"the labels before it are {labels[0]} to {labels[wrong - 1]}");
        }

        return new(labels.ToDictionary(label => label, label => label.ToString(CultureInfo.InvariantCulture)));
    }

    private static DatasetException OutOfRange(IdxPart part, int position, string range) => new(
        $"'{part.LabelFile}' has the label {part.Labels[position]} at position {position:N0}; {range}. "
        + "The file is damaged, or of another dataset.");

    private static string? MappingOf(string folder, string set) => set.Length == 0 ? null
        : Directory.EnumerateFiles(folder, "*.txt").FirstOrDefault(path => Path.GetFileNameWithoutExtension(path)
            .Equals($"{set}-mapping", StringComparison.OrdinalIgnoreCase));

    /// <summary>Lines of a label and the characters of its class: "1 65 97" is a, of which 65 is the capital.</summary>
    private static SortedDictionary<int, string> ReadMapping(string path)
    {
        SortedDictionary<int, string> classes = [];
        int line = 0;
        foreach (string text in DatasetException.Wrap(path, () => InputFile.ReadLines(path, LargestMap)))
        {
            line++;
            string[] words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            if (words.Length < 2
                || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int label)
                || !int.TryParse(words[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int code)
                || !Rune.IsValid(code) || Rune.IsControl(new Rune(code)) || Rune.IsWhiteSpace(new Rune(code))
                || classes.ContainsValue(new Rune(code).ToString()) || !classes.TryAdd(label, new Rune(code).ToString()))
            {
                throw new DatasetException($"'{path}' has no label and character of a class of their own in line {line}. "
                    + "Download it again, or remove it.");
            }
        }

        return classes.Count > 0 ? classes
            : throw new DatasetException($"'{path}' is empty. Download it again, or remove it.");
    }
}
