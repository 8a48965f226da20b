using AlexNetPS.Datasets.Scores;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Health;

/// <summary>Severity of a finding.</summary>
public enum FindingSeverity : long
{
    /// <summary>For information.</summary>
    Information,

    /// <summary>May degrade results.</summary>
    Warning,

    /// <summary>Makes results wrong or excludes images.</summary>
    Error,
}

/// <summary>Kind of a finding.</summary>
public enum FindingKind : long
{
    /// <summary>The folder cannot become a dataset, or a part of it was skipped.</summary>
    Layout,

    /// <summary>Images are one folder too deep or too shallow for their labels.</summary>
    FolderLevel,

    /// <summary>A validation or test folder without class folders.</summary>
    FlatHeldOutFolder,

    /// <summary>Splits do not have the same classes.</summary>
    ClassSetsDiffer,

    /// <summary>Files that cannot be read as images.</summary>
    Unreadable,

    /// <summary>Files that were read with a decoder warning.</summary>
    ReadWithWarning,

    /// <summary>The same image with two labels.</summary>
    TwoLabels,

    /// <summary>The same image in two splits.</summary>
    Leakage,

    /// <summary>The same image more than once in one split.</summary>
    Duplicate,

    /// <summary>Nearly the same image with two labels.</summary>
    NearTwoLabels,

    /// <summary>Nearly the same image in two splits.</summary>
    NearLeakage,

    /// <summary>Nearly the same image more than once in one split.</summary>
    NearDuplicate,

    /// <summary>Classes with few training images.</summary>
    FewImages,

    /// <summary>Classes of very different sizes.</summary>
    Imbalance,

    /// <summary>Images with a short side below the minimum.</summary>
    TinyImage,

    /// <summary>Images with an extreme aspect ratio.</summary>
    ExtremeAspect,

    /// <summary>Grayscale images among color images.</summary>
    Grayscale,

    /// <summary>Files that were moved to a quarantine folder.</summary>
    Quarantined,

    /// <summary>Images or files of a prepared store whose checksum differs from the one written at import.</summary>
    DamagedStore,

    /// <summary>Source files that changed or vanished since the import.</summary>
    ChangedFile,

    /// <summary>Images of a prepared store that could not be compared with their source files.</summary>
    Unverified,

    /// <summary>A channel with one value in all training images.</summary>
    ConstantChannel,

    /// <summary>Dark images: even their brightest parts are dark.</summary>
    Dark,

    /// <summary>Light images: even their darkest parts are bright.</summary>
    Light,

    /// <summary>Blurred images.</summary>
    Blurred,

    /// <summary>Images of few colors, or one.</summary>
    LowInformation,

    /// <summary>Images much larger or smaller than the others, in their files.</summary>
    OddSize,

    /// <summary>Images with a frame or bars of one color.</summary>
    Border,

    /// <summary>One property of the images, such as their brightness or size, tells the classes apart.</summary>
    SpuriousCorrelation,
}

/// <summary>A finding of Test-ImageNetDataset.</summary>
/// <param name="Severity">Severity of the finding.</param>
/// <param name="Kind">Kind of the finding.</param>
/// <param name="What">Description of the problem.</param>
/// <param name="Files">Full paths of the files concerned; empty if the finding is about classes or folders.</param>
/// <param name="Advice">Recommended action.</param>
public sealed record DatasetFinding(FindingSeverity Severity, FindingKind Kind, string What,
    IReadOnlyList<string> Files, string Advice)
{
    /// <inheritdoc cref="DatasetFinding" path="/param[@name='Files']"/>
    public IReadOnlyList<string> Files { get; init => field = value.ToReadable(); } = Files.ToReadable();

    /// <summary>
    /// Score of each of <see cref="Files"/>, 0 to 1, ascending: the worst first; empty for a finding without scores.
    /// </summary>
    public IReadOnlyList<double> Scores { get; init => field = value.ToReadable(); } = ReadableList.Empty<double>();

    /// <summary>Scores of all images of this kind; null for a finding without scores.</summary>
    public ScoreSummary? Distribution { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine($"{Severity} {Kind}: {What}");
}
