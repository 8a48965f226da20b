using System.Globalization;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Synsets;

/// <summary>Readable class names, from the tables of ImageNet and related datasets.</summary>
internal static class ClassDescriptions
{
    private static readonly string[] _names =
        ["LOC_synset_mapping.txt", "synset_words.txt", "words.txt", "imagenet_class_index.json"];

    // Names of numbered classes, one a line.
    private static readonly string[] _numbered =
    [
        "classes.txt", "class_names.txt", "classnames.txt", "names.txt", "label_names.txt", "labels.txt", "categories.txt",
    ];

    /// <summary>Returns the entries of the first table in these folders that names some of the classes.</summary>
    public static IReadOnlyDictionary<string, string> Find(IEnumerable<string> folders,
        IReadOnlyCollection<string> classes)
    {
        HashSet<string> wanted = [.. classes];
        foreach (string folder in folders)
        {
            foreach (string path in _names.Select(name => Path.Combine(folder, name)).Where(File.Exists))
            {
                if (Known(path) is { } rows && ByKey(rows, wanted) is { Count: > 0 } found)
                    return found;
            }
        }

        if (classes.Count > 0 && classes.All(name => name.All(char.IsAsciiDigit)))
        {
            foreach (string path in folders.SelectMany(folder => _numbered.Select(name => Path.Combine(folder, name)))
                .Where(File.Exists))
            {
                // One name a line for each class, no more: another file of that name has other lines.
                if (Known(path) is { } rows && rows.Count == classes.Count
                    && (ByKey(rows, wanted) is { Count: > 0 } keyed ? keyed : ByNumber(rows, wanted)) is { } named
                    && named.Count == wanted.Count)
                {
                    return named;
                }
            }
        }

        return classes.Any(ClassNameTable.IsSynset)
            && folders.Select(Devkit.Find).FirstOrDefault(kit => kit is not null) is { } devkit
            ? OfDevkit(devkit, wanted)
            : new Dictionary<string, string>();
    }

    /// <summary>A requested table replaces a detected one.</summary>
    /// <exception cref="DatasetException">The table cannot be read.</exception>
    public static FolderListing Add(FolderListing listing, LayoutRequest request)
    {
        if (request.Options.ClassNamePath is not { Length: > 0 } path)
            return listing;
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new DatasetException($"There is no class name file '{path}'.");
        IReadOnlyList<ClassNameRow> rows = Rows(path);
        HashSet<string> wanted = [.. listing.Classes];
        Dictionary<string, string> found = ByKey(rows, wanted) is { Count: > 0 } keyed ? keyed : ByNumber(rows, wanted);

        // Names equal to the class names, as in a run's class_indices.json, add nothing.
        HashSet<string> same = [.. rows.Select(row => row.Name).Where(wanted.Contains)];
        string[] missing = [.. wanted.Where(name => !found.ContainsKey(name) && !same.Contains(name))];
        if (missing.Length == wanted.Count)
        {
            throw new DatasetException(
                $"'{path}' names none of the classes. Each line must contain a class name as in the dataset "
                    + $"('{listing.Classes.FirstOrDefault()}'), "
                + "a space or tab, and the readable name; or the names must be numbered, for classes that are "
                + "numbers.");
        }

        if (missing.Length > 0)
        {
            listing.Warnings.Add(
                $"'{path}' has no readable name for {FolderReader.Count(missing.Length, "class")}: "
                    + $"{NameText.List(missing)}.");
        }

        return listing with { Descriptions = found };
    }

    private static Dictionary<string, string> OfDevkit(Devkit devkit, HashSet<string> wanted) =>
        devkit.Synsets().Values.Where(row => wanted.Contains(row.Synset)).DistinctBy(row => row.Synset)
            .ToDictionary(row => row.Synset, row => Shortened(row.Synset, row.Words), StringComparer.Ordinal);

    /// <summary>Reads a detected file; null if it does not contain class names.</summary>
    private static IReadOnlyList<ClassNameRow>? Known(string path)
    {
        try
        {
            return ClassNameTable.Read(path);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <exception cref="DatasetException">The file is not a class name file.</exception>
    private static IReadOnlyList<ClassNameRow> Rows(string path)
    {
        try
        {
            return ClassNameTable.Read(path);
        }
        catch (FormatException e)
        {
            throw new DatasetException($"'{path}' cannot be read as class names: {e.Message}.", e);
        }
    }

    /// <summary>Returns descriptions of the classes that the table contains by name.</summary>
    private static Dictionary<string, string> ByKey(IEnumerable<ClassNameRow> rows, HashSet<string> wanted)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ClassNameRow row in rows)
        {
            if (row.Key is not null && row.Name.Length > 0
                && ComposedText.Of(row.Key) is { } key && wanted.Contains(key))
            {
                found.TryAdd(key, Shortened(row.Key, row.Name));
            }
        }

        return found;
    }

    /// <summary>Returns descriptions of classes that are numbers, as in Caffe's lists.</summary>
    private static Dictionary<string, string> ByNumber(IReadOnlyList<ClassNameRow> rows, HashSet<string> wanted)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        // Classes 1 to n and n lines: the first line is class 1.
        int first = !wanted.Contains("0") && wanted.Contains(rows.Count.ToString(CultureInfo.InvariantCulture))
            && rows.Select(row => row.Number).SequenceEqual(Enumerable.Range(0, rows.Count).Select(i => (int?)i)) ? 1 : 0;
        foreach (ClassNameRow row in rows)
        {
            if ((row.Number + first)?.ToString(CultureInfo.InvariantCulture) is { } number && wanted.Contains(number)
                && row.Text.Length > 0 && row.Text != number)
            {
                found.TryAdd(number, row.Text);
            }
        }

        return found;
    }

    /// <summary>WordNet separates synonyms with commas; the first is the most common.</summary>
    private static string Shortened(string name, string words) =>
        ClassNameTable.IsSynset(name) && words.IndexOf(',', StringComparison.Ordinal) is > 0 and int comma
            ? words[..comma].Trim()
            : words.Trim();
}
