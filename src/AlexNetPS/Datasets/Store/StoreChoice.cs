using System.Globalization;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Store;

/// <summary>Format of a store, and the reason for it.</summary>
/// <param name="Format">Never Auto.</param>
/// <param name="Reason">Reason text.</param>
internal readonly record struct StoreChoice(StoreFormat Format, string Reason)
{
    /// <summary>
    /// Fraction of the free disk space that raw pixels may take: training writes its own files there too.
    /// </summary>
    private const double ShareOfFreeSpace = 0.5;

    /// <summary>Reason of a format that the options set.</summary>
    public const string Requested = "as requested";

    /// <summary>
    /// Returns the format set by the options. Auto keeps the format of an existing store, and otherwise compares sizes.
    /// </summary>
    public static StoreChoice Make(DatasetSource source, FolderListing listing, ImportOptions options)
    {
        if (options.StoreFormat != StoreFormat.Auto)
            return new StoreChoice(options.StoreFormat, Requested);
        foreach (StoreFormat format in (StoreFormat[])[StoreFormat.Npy, StoreFormat.Shards])
        {
            StorePaths paths = StorePaths.For(source, options with { StoreFormat = format });
            if (Directory.Exists(paths.Store) || Directory.Exists(paths.Partial.Store))
                return new StoreChoice(format, PreviousReason(paths) ?? "chosen by an interrupted import");
        }

        string parent =
            Path.GetDirectoryName(StorePaths.For(source, options with { StoreFormat = StoreFormat.Npy }).Store)!;
        while (!Directory.Exists(parent) && Path.GetDirectoryName(parent) is { } above)
            parent = above;
        double raw = StoreSize.Raw(listing, options) * (double)listing.Files.Count, free = options.FreeSpace(parent);
        bool fits = raw <= free * ShareOfFreeSpace;
        return new StoreChoice(fits ? StoreFormat.Npy : StoreFormat.Shards, string.Create(CultureInfo.InvariantCulture,
            $"raw pixels take about {ByteText.Of(raw)}, {(fits ? "at most" : "more than")} half of the "
                + $"{ByteText.Of(free)} that were free"));
    }

    private static string? PreviousReason(StorePaths paths) =>
        StoreReading.Try(paths.Manifest, () => StoreManifest.Read(paths.Manifest).StoreFormatReason);
}
