using System.Text.Json;
using System.Text.RegularExpressions;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Readable names of classes, from the tables that ImageNet and its relatives come with.</summary>
internal static partial class ClassDescriptions
{
    private const long MaximumBytes = 64 << 20;

    private static readonly string[] s_names = ["LOC_synset_mapping.txt", "synset_words.txt", "words.txt", "imagenet_class_index.json"];

    /// <summary>The first table in these folders that names some of the classes.</summary>
    public static IReadOnlyDictionary<string, string> Find(IEnumerable<string> folders, IReadOnlyCollection<string> classes)
    {
        HashSet<string> wanted = [.. classes];
        foreach (string folder in folders)
        {
            foreach (string path in s_names.Select(name => Path.Combine(folder, name)).Where(File.Exists))
            {
                if (Read(path, wanted) is { Count: > 0 } found)
                    return found;
            }
        }

        return classes.Any(name => SynsetPattern().IsMatch(name)) && folders.Select(Devkit.Find).FirstOrDefault(kit => kit is not null) is { } devkit
            ? OfDevkit(devkit, wanted)
            : new Dictionary<string, string>();
    }

    /// <summary>A table that was asked for replaces one that was found.</summary>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public static FolderListing Add(FolderListing listing, LayoutRequest request)
    {
        if (request.Options.ClassNamePath is not { Length: > 0 } path)
            return listing;
        if (!File.Exists(path))
            throw new DatasetException($"There is no file of class names '{path}'.");
        HashSet<string> wanted = [.. listing.Classes];
        Dictionary<string, string> found = path.EndsWith(".mat", StringComparison.OrdinalIgnoreCase) ? OfDevkit(new Devkit(Path.GetDirectoryName(path)!), wanted) : Read(path, wanted);
        if (found.Count == 0)
            throw new DatasetException($"'{path}' names none of the classes. Each of its lines starts with a class name as in the dataset ('{listing.Classes.FirstOrDefault()}'), then a space or tab, then the readable name.");
        if (found.Count < wanted.Count)
            listing.Warnings.Add($"'{path}' has no readable name for {FolderReader.Count(wanted.Count - found.Count, "class")}: {FolderReader.Names([.. wanted.Where(name => !found.ContainsKey(name))])}.");
        return listing with { Descriptions = found };
    }

    private static Dictionary<string, string> OfDevkit(Devkit devkit, HashSet<string> wanted) =>
        devkit.Synsets().Values.Where(row => wanted.Contains(row.Synset)).DistinctBy(row => row.Synset).ToDictionary(row => row.Synset, row => Shortened(row.Synset, row.Words), StringComparer.Ordinal);

    /// <exception cref="DatasetException">Too large for such a table.</exception>
    private static Dictionary<string, string> Read(string path, HashSet<string> wanted)
    {
        if (new FileInfo(path).Length > MaximumBytes)
            throw new DatasetException($"'{path}' is larger than a file of class names can be ({MaximumBytes:N0} bytes).");
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        foreach ((string name, string words) in path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? OfJson(path) : OfText(path))
        {
            if (wanted.Contains(name) && words.Length > 0)
                found.TryAdd(name, Shortened(name, words));
        }

        return found;
    }

    /// <summary>"n01440764 tench, Tinca tinca" or with a tab; a class name may have spaces where a tab ends it.</summary>
    private static IEnumerable<(string Name, string Words)> OfText(string path)
    {
        foreach (string line in File.ReadLines(path))
        {
            int end = line.IndexOf('\t');
            if (end < 0)
                end = line.IndexOf(' ');
            if (end > 0)
                yield return (line[..end], line[(end + 1)..].Trim());
        }
    }

    /// <summary>{"0": ["n01440764", "tench"], ...}</summary>
    private static IEnumerable<(string Name, string Words)> OfJson(string path)
    {
        Dictionary<string, string[]>? rows;
        try
        {
            using FileStream file = File.OpenRead(path);
            rows = JsonSerializer.Deserialize<Dictionary<string, string[]>>(file);
        }
        catch (JsonException exception)
        {
            throw new DatasetException($"'{path}' is not a table of classes such as {{\"0\": [\"n01440764\", \"tench\"]}}: {exception.Message}", exception);
        }

        return rows?.Values.Where(row => row is [not null, not null]).Select(row => (row[0], row[1].Replace('_', ' '))) ?? [];
    }

    /// <summary>WordNet lists synonyms after commas; the first is the usual word.</summary>
    private static string Shortened(string name, string words) =>
        SynsetPattern().IsMatch(name) && words.IndexOf(',') is > 0 and int comma ? words[..comma].Trim() : words.Trim();

    [GeneratedRegex(@"^n\d{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex SynsetPattern();
}
