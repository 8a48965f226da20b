using System.Globalization;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>
/// Rejects a list with several labels per image. Taken as classes, "cat|dog" would be a class of its own.
/// </summary>
internal static class SeveralLabels
{
    private const int ContradictionsAllowed = 2;

    /// <exception cref="DatasetException">Rows contain several labels, or many images are listed with
    /// several.</exception>
    public static void Reject(string list, ListRows rows, IReadOnlyDictionary<string, string?> classMap)
    {
        HashSet<string> labels = [.. rows.Classes];
        // A label that the class map names is known to be one.
        foreach (string label in labels.Where(label => !classMap.ContainsKey(label)))
        {
            if (PartsOf(label, labels) is { } parts)
            {
                throw new DatasetException($"'{list}' contains several labels per image: '{NameText.Truncate(label)}' is "
                    + $"{NameText.List(parts, 4)}. A classifier of this module learns one label per image: keep one in "
                    + "each row, or name such a label in -ClassMap if it is a class of its own.");
            }
        }

        int contradictions = rows.Contradictions.Distinct(StringComparer.Ordinal).Count();
        if (contradictions > ContradictionsAllowed && contradictions * 10 >= rows.Files.Count(file => file.Fault is null))
        {
            throw new DatasetException(string.Create(CultureInfo.InvariantCulture,
                $"'{list}' contains several labels per image: {contradictions:N0} images are in rows with different "
                    + $"labels, the first is '{rows.Contradictions[0]}'. A classifier of this module learns one label "
                    + $"per image: keep one row for each."));
        }
    }

    /// <summary>Returns the labels in a text; null if it is one label.</summary>
    private static string[]? PartsOf(string label, HashSet<string> labels)
    {
        if (label.Length > 2 && (label[0], label[^1]) is ('[', ']') or ('{', '}') or ('(', ')')
            && Split(label[1..^1], ',') is { Length: > 1 } listed)
        {
            return listed;
        }

        // A separator that a name may contain needs a label that is there alone, too.
        foreach (char separator in "|;,")
        {
            if (Split(label, separator) is { Length: > 1 } parts && (separator == '|' || Array.Exists(parts, labels.Contains)))
                return parts;
        }

        return label.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } words
            && Array.TrueForAll(words, labels.Contains) ? words : null;
    }

    private static string[] Split(string text, char separator) =>
        text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
