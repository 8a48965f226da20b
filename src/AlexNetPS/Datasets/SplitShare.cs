namespace AlexNetPS.Datasets;

/// <summary>Share of the images of a class in a split that was drawn: wanted and obtained.</summary>
/// <param name="Label">Class name.</param>
/// <param name="Split">The split.</param>
/// <param name="Images">Images of the class in the split.</param>
/// <param name="Wanted">Wanted share of the images that were drawn, 0 to 1.</param>
/// <param name="Obtained">Obtained share, 0 to 1.</param>
public sealed record SplitShare(string Label, SplitName Split, int Images, double Wanted, double Obtained)
{
    /// <summary>Obtained minus wanted share.</summary>
    public double Deviation => Obtained - Wanted;
}
