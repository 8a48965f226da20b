namespace AlexNetPS.Datasets.Comparison;

/// <summary>Options of a comparison of datasets.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The only split of the reference dataset that is compared; null for all.</summary>
    public SplitName? ReferenceSplit { get; init; }

    /// <summary>The only split of the difference dataset that is compared; null for all.</summary>
    public SplitName? DifferenceSplit { get; init; }

    /// <summary>Whether images without a difference are returned too.</summary>
    public bool IncludeEqual { get; init; }
}
