using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Comparison;

/// <summary>A difference of an image between two datasets.</summary>
/// <remarks>An image that is relabeled and also in another split is two of them.</remarks>
public sealed record DatasetChange
{
    private readonly ComparedImage? _reference, _difference;

    internal DatasetChange(ChangeKind change, ComparedImage? reference, ComparedImage? difference) =>
        (Change, _reference, _difference) = (change, reference, difference);

    /// <summary>Kind of the difference.</summary>
    public ChangeKind Change { get; }

    /// <summary>Path relative to the dataset folder, with '/': in the difference dataset if it is there.</summary>
    public string RelativePath => (_difference ?? _reference)!.Value.Sample.RelativePath;

    /// <summary>Class name in the reference dataset; null if it is not there.</summary>
    public string? ReferenceLabel => _reference?.Sample.Label;

    /// <summary>Class name in the difference dataset; null if it is not there.</summary>
    public string? DifferenceLabel => _difference?.Sample.Label;

    /// <summary>Split in the reference dataset; null if it is not there.</summary>
    public SplitName? ReferenceSplit => _reference?.Split;

    /// <summary>Split in the difference dataset; null if it is not there.</summary>
    public SplitName? DifferenceSplit => _difference?.Split;

    /// <summary>SHA-256 of the file of the reference dataset in hexadecimal; null if it is not there.</summary>
    public string? ReferenceSha256 => _reference?.Hash.ToString();

    /// <summary>SHA-256 of the file of the difference dataset in hexadecimal; null if it is not there.</summary>
    public string? DifferenceSha256 => _difference?.Hash.ToString();

    /// <summary>Full path: in the difference dataset if it is there.</summary>
    public string Path => (_difference ?? _reference)!.Value.Sample.Path;

    /// <summary>Full path in the reference dataset; null if it is not there.</summary>
    public string? ReferencePath => _reference?.Sample.Path;

    /// <summary>Full path in the difference dataset; null if it is not there.</summary>
    public string? DifferencePath => _difference?.Sample.Path;

    /// <summary>Number of differences of this kind in the comparison.</summary>
    public int Total { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine($"{Change}: {RelativePath}");
}

/// <summary>An image of a dataset with the hash of its file.</summary>
internal readonly record struct ComparedImage(SplitName Split, ImageSample Sample, ContentHash Hash);
