namespace AlexNetPS.Datasets.Health;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Information,

    /// <summary>May spoil results.</summary>
    Warning,

    /// <summary>Makes results wrong, or keeps images out.</summary>
    Error,
}

/// <summary>What a finding is about.</summary>
public enum FindingKind
{
    /// <summary>The folder cannot become a dataset, or a part of it was left out.</summary>
    Layout,

    /// <summary>Images lie one folder too deep or too shallow for their labels.</summary>
    FolderLevel,

    /// <summary>A validation or test folder without class folders.</summary>
    FlatHeldOutFolder,

    /// <summary>Splits do not have the same classes.</summary>
    ClassSetsDiffer,

    /// <summary>Files that cannot be read as images.</summary>
    Unreadable,

    /// <summary>Files that were read although their decoder had something to say.</summary>
    ReadWithWarning,

    /// <summary>The same image with two labels.</summary>
    TwoLabels,

    /// <summary>The same image in two splits.</summary>
    Leakage,

    /// <summary>The same image more than once in one split.</summary>
    Duplicate,

    /// <summary>Much the same image with two labels.</summary>
    NearTwoLabels,

    /// <summary>Much the same image in two splits.</summary>
    NearLeakage,

    /// <summary>Much the same image more than once in one split.</summary>
    NearDuplicate,

    /// <summary>Classes with few training images.</summary>
    FewImages,

    /// <summary>Classes of very different sizes.</summary>
    Imbalance,

    /// <summary>Images smaller than what a network sees.</summary>
    TinyPicture,

    /// <summary>Images much longer than wide.</summary>
    ExtremeAspect,

    /// <summary>Images without color among images with color.</summary>
    Greyscale,

    /// <summary>Files that were moved aside.</summary>
    Quarantined,

    /// <summary>Images or files of a prepared store that do not have the checksum written at import.</summary>
    DamagedStore,

    /// <summary>Source files that changed or vanished since the import.</summary>
    ChangedFile,

    /// <summary>Images of a prepared store that could not be compared with their source files.</summary>
    Unverified,

    /// <summary>A channel that has one value in all training images.</summary>
    ConstantChannel,
}

/// <summary>Something that Test-ImageNetDataset found.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="What">In words.</param>
/// <param name="Files">The files concerned, full paths; empty where it is about classes or folders.</param>
/// <param name="Advice">What to do.</param>
public sealed record DatasetFinding(FindingSeverity Severity, FindingKind Kind, string What,
    IReadOnlyList<string> Files, string Advice)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Severity} {Kind}: {What}";
}
