using AlexNetPS.Datasets.Splits;
using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Datasets;

/// <summary>
/// Facts of a dataset other than its images; the properties of <see cref="ImageNetDataset"/> document them.
/// </summary>
internal sealed record DatasetInfo
{
    public required string Name { get; init; }

    public required string SourcePath { get; init; }

    public string? StorePath { get; init; }

    /// <summary>Whether it has only a part of the images of its store or folder.</summary>
    public bool IsSubset { get; init; }

    public string Layout { get; init; } = "";

    public ImagePreparation? Preparation { get; init; }

    public int Channels { get; init; } = 3;

    public StoreFormat? StoreFormat { get; init; }

    public string StoreFormatReason { get; init; } = "";

    public DatasetStatistics? Statistics { get; init; }

    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    public IReadOnlyList<FileWarning> FileWarnings { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What makes groups; null without groups.</summary>
    public GroupingOptions? Grouping { get; init; }

    /// <summary>The splits that were drawn.</summary>
    public IReadOnlyList<DrawnSplit> Drawn { get; init; } = [];

    /// <summary>Resolved class map; null without one.</summary>
    public ClassMap? ClassMap { get; init; }

    /// <summary>Readable class names by class name; not every class needs one.</summary>
    public IReadOnlyDictionary<string, string> Descriptions { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Reads or computes the SHA-256 of each image's file, by position in the index; null if they are not known.
    /// </summary>
    public Func<CancellationToken, ContentHash[]?> FileHashes { get; init; } = static _ => null;
}
