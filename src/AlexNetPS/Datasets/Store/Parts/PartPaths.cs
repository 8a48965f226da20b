using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AlexNetPS.Datasets.Store.Parts;

/// <summary>Paths of a worker's part, next to the store that the parts become.</summary>
/// <param name="Folder">The part's folder: that of the store, with the worker in its name.</param>
internal sealed partial record PartPaths(string Folder)
{
    public const string ManifestName = "part.json";

    /// <summary>What the part is of. Written last; a part without it is not complete.</summary>
    public string Manifest => Path.Combine(Folder, ManifestName);

    /// <summary>The listed files with their results.</summary>
    public string Files => Path.Combine(Folder, "files.bin");

    /// <summary>Sums of the training images, for the mean image.</summary>
    public string Sums => Path.Combine(Folder, "sums.npy");

    /// <summary>The images and the journal of the worker.</summary>
    public StorePaths Images => new(Folder);

    /// <summary>A file in the folder that its worker holds.</summary>
    public StorePaths Held => new(Path.Combine(Folder, "worker"));

    public static PartPaths Of(StorePaths store, ImportWorker worker)
    {
        int digits = (worker.Count - 1).ToString(CultureInfo.InvariantCulture).Length;
        string index = worker.Index.ToString($"D{digits}", CultureInfo.InvariantCulture);
        return new(string.Create(CultureInfo.InvariantCulture, $"{store.Store}.part-{index}-of-{worker.Count}"));
    }

    /// <summary>Returns the store and the worker in a folder's name.</summary>
    public static bool TryParse(string folder, [NotNullWhen(true)] out string? store,
        [NotNullWhen(true)] out ImportWorker? worker)
    {
        (store, worker) = (null, null);
        Match match = Ending().Match(folder);
        if (!match.Success || !int.TryParse(match.Groups["index"].Value, CultureInfo.InvariantCulture, out int index)
            || !int.TryParse(match.Groups["count"].Value, CultureInfo.InvariantCulture, out int count)
            || index >= count)
        {
            return false;
        }

        (store, worker) = (folder[..match.Index], new ImportWorker(index, count));
        return true;
    }

    /// <summary>The folders of the parts in a folder.</summary>
    public static IEnumerable<string> In(string folder) => Directory.EnumerateDirectories(folder, "*.part-*-of-*")
        .Where(part => TryParse(part, out _, out _)).Order(StringComparer.Ordinal);

    /// <summary>Removes the files, the manifest first, but not the one that is held.</summary>
    public void Clear()
    {
        File.Delete(Manifest);
        foreach (string file in Directory.EnumerateFiles(Folder).Where(file => file != Held.Lock).ToArray())
            File.Delete(file);
    }

    [GeneratedRegex(@"\.part-(?<index>[0-9]+)-of-(?<count>[0-9]+)$")]
    private static partial Regex Ending();
}
