namespace AlexNetPS.Datasets.Health;

/// <summary>Thresholds of the dataset checks.</summary>
public sealed record HealthOptions
{
    /// <summary>Minimum number of training images per class. Default: 20.</summary>
    public int MinimumImages { get; init; } = 20;

    /// <summary>Maximum ratio of the largest class to the smallest. Default: 10.</summary>
    public double MaximumImbalance { get; init; } = 10;

    /// <summary>
    /// Maximum Hamming distance between the 64-bit perceptual hashes of near duplicates, 0 to 12; -1 finds only exact
    /// duplicates. Default: 6.
    /// </summary>
    public int MaximumDistance { get; init; } = 6;

    /// <summary>Minimum short side of an image in its file, in pixels. Default: 64.</summary>
    public int MinimumSide { get; init; } = 64;

    /// <summary>Maximum aspect ratio (long side / short side). Default: 4.</summary>
    public double MaximumAspect { get; init; } = 4;

    /// <summary>Which images of a folder are inspected; a prepared dataset has been selected. Default: all.</summary>
    public ImageSelection Selection { get; init; } = new();

    /// <summary>Threads that inspect images; 0 for one per processor.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MinimumImages);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumImbalance, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumDistance, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumDistance, 12);
        ArgumentOutOfRangeException.ThrowIfNegative(MinimumSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumAspect, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
