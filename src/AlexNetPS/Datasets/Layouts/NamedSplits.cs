namespace AlexNetPS.Datasets.Layouts;

/// <summary>Splits of the files of a dataset by their names.</summary>
internal static class NamedSplits
{
    /// <summary>
    /// Returns the split of each file, null for files whose images are drawn: if none is for validation, training images
    /// are.
    /// </summary>
    /// <param name="named">What the name of each file states.</param>
    public static SplitName?[] Of(SplitName?[] named)
    {
        if (!named.Contains(SplitName.Train) || named.Distinct().Count() == 1)
            return new SplitName?[named.Length];
        bool hasValidation = named.Contains(SplitName.Validation);
        return [.. named.Select(split => split is null or SplitName.Train
            ? hasValidation ? SplitName.Train : (SplitName?)null
            : split)];
    }
}
