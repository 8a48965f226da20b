using System.Text.Json;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Models.Import;

/// <summary>
/// Names of a network's outputs, in their order: one in a line (Caffe's synset_words.txt and Kaggle's LOC_synset_mapping.txt are
/// lists of synset and words), or the JSON list of Keras and torchvision's tutorials. A line is kept whole, since words alone occur
/// twice in ImageNet ("crane").
/// </summary>
public static class ClassNameFile
{
    private const long MaximumBytes = 16 << 20;
    private const int DevkitClasses = 1000;

    /// <summary>Reads the names.</summary>
    /// <param name="path">A list, or ILSVRC's development kit: its folder, its tar.gz, or its meta.mat.</param>
    /// <exception cref="ModelFormatException">It is no list of names; the message says why.</exception>
    /// <exception cref="DatasetException">A development kit that cannot be read.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        if (Directory.Exists(path)) return OfDevkit(Devkit.Find(path) ?? throw Wrong(path, "the folder holds no ILSVRC development kit (data/meta.mat)"));
        if (path.EndsWith(".mat", StringComparison.OrdinalIgnoreCase)) return OfDevkit(new Devkit(Path.GetDirectoryName(Path.GetFullPath(path))!));
        if (path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)) return OfDevkit(new Devkit(path));
        if (new FileInfo(path).Length > MaximumBytes) throw Wrong(path, $"it is larger than {MaximumBytes:N0} bytes");
        string text = File.ReadAllText(path).Trim();
        string[] names = text.StartsWith('{') || text.StartsWith('[') ? OfJson(path, text) : [.. text.Split('\n').Select(line => line.Trim().Replace('\t', ' '))];
        if (text.Length == 0 || names.Contains("")) throw Wrong(path, "it has an empty line or no names; there is one name for each output, in their order");
        string? twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? names : throw Wrong(path, $"it has '{twice}' twice");
    }

    /// <summary>Its first thousand numbers are the classes that networks tell apart; frameworks order those by synset.</summary>
    private static string[] OfDevkit(Devkit devkit) =>
    [
        .. devkit.Synsets().Where(row => row.Key <= DevkitClasses).Select(row => $"{row.Value.Synset} {row.Value.Words}").Order(StringComparer.Ordinal),
    ];

    /// <summary>["tench", ...] or {"0": ["n01440764", "tench"], ...}.</summary>
    private static string[] OfJson(string path, string text)
    {
        try
        {
            if (text[0] == '[') return JsonSerializer.Deserialize<string[]>(text)!;
            Dictionary<string, string[]> rows = JsonSerializer.Deserialize<Dictionary<string, string[]>>(text)!;
            return [.. Enumerable.Range(0, rows.Count).Select(i => string.Join(' ', rows[i.ToString(System.Globalization.CultureInfo.InvariantCulture)]))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            throw Wrong(path, $"its JSON is neither [\"name\", ...] nor {{\"0\": [\"n01440764\", \"tench\"], ...}}: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static ModelFormatException Wrong(string path, string reason, Exception? inner = null) => new($"'{path}' cannot be read as class names: {reason}.", inner);
}
