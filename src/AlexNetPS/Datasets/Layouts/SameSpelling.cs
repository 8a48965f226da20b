using System.Globalization;
using System.Text;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Classes whose names differ in case, blanks or the encoding of accents only: probably one class.</summary>
internal static class SameSpelling
{
    private const int GroupsShown = 5;

    /// <summary>Warns once of all such classes, with their counts.</summary>
    public static void Report(FolderListing listing)
    {
        // The classes of EMNIST are letters in both cases.
        if (listing.Shape is not null)
            return;
        // Only lists have labels with blanks around them, which are not part of the class.
        IEnumerable<string> names = listing.Spellings?.Keys ?? listing.Classes;
        string[][] groups = [.. names.GroupBy(Folded).Where(group => group.Skip(1).Any())
            .Select(group => group.Order(StringComparer.Ordinal).ToArray())
            .Where(group => group.Any(name => listing.Classes.Contains(name.Trim()) || listing.Classes.Contains(name)))];
        if (groups.Length == 0)
            return;
        IReadOnlyDictionary<string, int> counts = listing.Spellings ?? Count(listing);
        string shown = string.Join("; ", groups.Take(GroupsShown).Select(group => string.Join(", ",
            group.Select(name => string.Create(CultureInfo.InvariantCulture, $"'{name}' ({counts.GetValueOrDefault(name):N0})")))));
        string[] classes = [.. groups[0].Select(name => listing.Classes.Contains(name) ? name : name.Trim()).Distinct()
            .OrderBy(name => name != name.Trim()).ThenByDescending(name => groups[0]
                .Where(written => written == name || written.Trim() == name && !listing.Classes.Contains(written))
                .Sum(written => counts.GetValueOrDefault(written)))];
        listing.Warnings.Add("Labels that differ in case or blanks only, with their images: "
            + $"{shown}{(groups.Length > GroupsShown ? FormattableString.Invariant($"; and {groups.Length - GroupsShown} more") : "")}. "
            + (classes.Length > 1
                ? $"If they are one class, use -ClassMap {Entries(classes)}."
                : "Blanks around a label were removed; correct the list, or use -ClassMap for other classes."));
    }

    /// <summary>A table of PowerShell does not hold two names that differ in case only; a file does.</summary>
    private static string Entries(string[] classes) =>
        classes.Skip(1).Distinct(StringComparer.OrdinalIgnoreCase).Count() == classes.Length - 1
            ? $"@{{ {string.Join("; ", classes.Skip(1).Select(name => $"'{name}' = '{classes[0]}'"))} }}"
            : $"FILE.csv with the rows {string.Join("; ", classes.Skip(1).Select(name => $"{name},{classes[0]}"))}";

    private static Dictionary<string, int> Count(FolderListing listing)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (SourceFile file in listing.Files)
            counts[file.ClassName] = counts.GetValueOrDefault(file.ClassName) + 1;
        return counts;
    }

    private static string Folded(string name)
    {
        try
        {
            return new([.. name.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c) && c != '\u200B')
                .Select(char.ToUpperInvariant)]);
        }
        catch (ArgumentException)
        {
            // A name of a file may contain half a character.
            return name;
        }
    }
}
