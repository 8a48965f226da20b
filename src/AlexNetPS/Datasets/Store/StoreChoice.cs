using System.Globalization;
using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Store;

/// <summary>Which format a store gets, and why.</summary>
/// <param name="Format">Never Auto.</param>
/// <param name="Reason">In words.</param>
internal readonly record struct StoreChoice(StoreFormat Format, string Reason)
{
    /// <summary>Share of the free disk that raw pixels may take: training writes its own files beside them.</summary>
    private const double ShareOfFreeSpace = 0.5;

    /// <summary>
    /// Follows the options; left to choose, keeps a format that is there already, and weighs the sizes otherwise.
    /// </summary>
    public static StoreChoice Make(string root, FolderListing listing, ImportOptions options)
    {
        if (options.StoreFormat != StoreFormat.Auto)
            return new StoreChoice(options.StoreFormat, "as asked for");
        foreach (StoreFormat format in (StoreFormat[])[StoreFormat.Npy, StoreFormat.Shards])
        {
            StorePaths paths = StorePaths.For(root, options with { StoreFormat = format });
            if (Directory.Exists(paths.Store) || Directory.Exists(paths.Partial.Store))
                return new StoreChoice(format, PreviousReason(paths) ?? "an interrupted import of this folder chose it");
        }

        string parent =
            Path.GetDirectoryName(StorePaths.For(root, options with { StoreFormat = StoreFormat.Npy }).Store)!;
        while (!Directory.Exists(parent) && Path.GetDirectoryName(parent) is { } above)
            parent = above;
        double raw = StoreSize.Raw(listing, options) * (double)listing.Files.Count, free = options.FreeSpace(parent);
        bool fits = raw <= free * ShareOfFreeSpace;
        return new StoreChoice(fits ? StoreFormat.Npy : StoreFormat.Shards, string.Create(CultureInfo.InvariantCulture, 
            $"raw pixels take about {raw / 1e9:0.0##} GB, {(fits ? "at most" : "more than")} half of the "
                + $"{free / 1e9:0.0##} GB that were free"));
    }

    private static string? PreviousReason(StorePaths paths)
    {
        try
        {
            return StoreManifest.Read(paths.Manifest).StoreFormatReason;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
