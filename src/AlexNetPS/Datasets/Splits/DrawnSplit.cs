namespace AlexNetPS.Datasets.Splits;

/// <summary>A split that an import draws, as opposed to a part of the source.</summary>
/// <param name="Split">The split.</param>
/// <param name="Share">Wanted share of the images that are drawn, 0 to 1.</param>
internal readonly record struct DrawnSplit(SplitName Split, double Share)
{
    /// <summary>Returns the splits with their shares.</summary>
    /// <param name="splits">The drawn splits.</param>
    /// <param name="validation">Fraction of validation images.</param>
    /// <param name="test">Fraction of test images.</param>
    public static IReadOnlyList<DrawnSplit> Of(IReadOnlyList<SplitName> splits, double validation, double test) =>
        [.. splits.Select(split => new DrawnSplit(split, split switch
        {
            SplitName.Validation => validation,
            SplitName.Test => test,
            _ => 1 - splits.Sum(other => other == SplitName.Validation ? validation : other == SplitName.Test ? test : 0),
        }))];
}
