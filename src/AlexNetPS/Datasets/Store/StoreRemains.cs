using System.Text.Json;
using System.Text.RegularExpressions;
using AlexNetPS.Datasets.Store.Parts;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// The folders of a store: its own, that of an unfinished import, the parts of workers, and previous ones that could
/// not be deleted yet.
/// </summary>
internal static partial class StoreRemains
{
    /// <summary>The existing folders of a store.</summary>
    public static IEnumerable<string> Of(StorePaths paths)
    {
        string parent = Path.GetDirectoryName(paths.Store)!;
        return !Directory.Exists(parent) ? [] : Directory.EnumerateDirectories(parent)
            .Where(folder => FileNames.Comparer.Equals(NameOf(folder), paths.Store) && IsOfStore(folder));
    }

    /// <summary>Path of the store that a folder belongs to, by its name.</summary>
    public static string NameOf(string folder) => Ending().Replace(folder, "");

    /// <summary>Whether the folder is a previous one.</summary>
    public static bool IsAside(string folder) => Aside().IsMatch(folder);

    /// <summary>Whether an import or a worker is writing one of the folders.</summary>
    public static bool IsHeld(StorePaths paths) => StoreLock.IsHeld(paths)
        || Of(paths).Any(folder => StoreLock.IsHeld(new PartPaths(folder).Held));

    /// <summary>A path to which a store is renamed before it is deleted.</summary>
    public static string NewAside(StorePaths paths) => $"{paths.Store}.old-{Guid.NewGuid():N}";

    /// <summary>
    /// Whether a folder is one of a store, complete or not: whoever asks may delete it. A folder with folders in it is
    /// none, and a dataset.json may be of another program.
    /// </summary>
    public static bool IsOfStore(string folder)
    {
        try
        {
            var paths = new StorePaths(folder);
            return Directory.Exists(folder) && !Directory.EnumerateDirectories(folder).Any()
                && (IsManifest(paths) || NameOf(folder) != folder && IsWritten(paths));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // A damaged one counts if the other files of a store are there.
    private static bool IsManifest(StorePaths paths)
    {
        if (!File.Exists(paths.Manifest))
            return false;
        try
        {
            string text = InputFile.ReadText(paths.Manifest, StoreManifest.MaximumBytes);
            using JsonDocument manifest = JsonDocument.Parse(text);
            return manifest.RootElement.ValueKind == JsonValueKind.Object
                && manifest.RootElement.TryGetProperty("format", out JsonElement format)
                && format.ValueEquals(StoreManifest.FormatName);
        }
        catch (Exception e) when (e is JsonException or FormatException or IOException
            or UnauthorizedAccessException)
        {
            return File.Exists(paths.Index) && File.Exists(paths.Labels) && File.Exists(paths.Shapes);
        }
    }

    // What an import or a removal leaves if it is killed.
    private static bool IsWritten(StorePaths paths) => IsAside(paths.Store)
        || File.Exists(paths.Journal) || Directory.EnumerateFiles(paths.Store)
            .All(file => file == paths.Pixels || file == new PartPaths(paths.Store).Held.Lock);

    [GeneratedRegex(@"\.partial$|\.old-[0-9a-f]{32}$|\.part-[0-9]+-of-[0-9]+$")]
    private static partial Regex Ending();

    [GeneratedRegex(@"\.old-[0-9a-f]{32}$")]
    private static partial Regex Aside();
}
