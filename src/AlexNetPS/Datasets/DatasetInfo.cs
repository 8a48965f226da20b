using AlexNetPS.Datasets.Splits;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>
/// Facts of a dataset other than its images; the properties of <see cref="ImageNetDataset"/> document them.
/// </summary>
internal sealed record DatasetInfo
{
    /// <summary>Shown in tables; no path.</summary>
    public required string Name { get; init => field = TerminalText.OfLine(value); }

    public required string SourcePath { get; init; }

    public string? StorePath { get; init; }

    /// <summary>The open store; null for an index-only import.</summary>
    public PreparedStore? Store { get; init; }

    /// <summary>The fold that it is; null if it is none.</summary>
    public DatasetFold? Fold { get; init; }

    /// <summary>Whether it has only a part of the images of its store or folder.</summary>
    public bool IsSubset { get; init; }

    public string Layout { get; init; } = "";

    public ImagePreparation? Preparation { get; init; }

    public int Channels { get; init; } = 3;

    public StoreFormat? StoreFormat { get; init; }

    public string StoreFormatReason { get; init; } = "";

    public DatasetStatistics? Statistics { get; init; }

    /// <summary>Computes the statistics of a fold when they are needed; null for others.</summary>
    public Lazy<DatasetStatistics>? FoldStatistics { get; init; }

    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    public IReadOnlyList<FileWarning> FileWarnings { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What makes groups; null without groups.</summary>
    public GroupingOptions? Grouping { get; init; }

    /// <summary>The splits that were drawn.</summary>
    public IReadOnlyList<DrawnSplit> Drawn { get; init; } = [];

    /// <summary>Resolved class map; null without one.</summary>
    public ClassMap? ClassMap { get; init; }

    public int Corrections { get; init; }

    public int Repairs { get; init; }

    /// <summary>Readable class names by class name; not every class needs one.</summary>
    public IReadOnlyDictionary<string, string> Descriptions { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Reads or computes the SHA-256 of each image's file, by position in the index; null if they are not known.
    /// </summary>
    public Func<CancellationToken, ContentHash[]?> FileHashes { get; init; } = static _ => null;

    /// <summary>Reads or computes the key of contents and options; null if it is not known.</summary>
    public Func<string?> CacheKey { get; init; } = static () => null;
}
