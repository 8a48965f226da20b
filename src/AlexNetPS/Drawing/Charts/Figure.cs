namespace AlexNetPS.Drawing.Charts;

/// <summary>A chart or a heat map as data.</summary>
/// <param name="Title">What it shows.</param>
public abstract record Figure(string Title)
{
    /// <summary>What can be seen, for those who cannot see it; empty: title, axes and series.</summary>
    public string Description { get; init; } = "";
}
