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

    /// <summary>Score below which an image is dark, 0 to 1. Default: 0.32, as in CleanVision.</summary>
    public double DarkThreshold { get; init; } = 0.32;

    /// <summary>Score below which an image is light, 0 to 1. Default: 0.05, as in CleanVision.</summary>
    public double LightThreshold { get; init; } = 0.05;

    /// <summary>Score below which an image is blurred, 0 to 1. Default: 0.35.</summary>
    public double BlurThreshold { get; init; } = 0.35;

    /// <summary>Score below which an image has little information, 0 to 1. Default: 0.3, as in CleanVision.</summary>
    public double InformationThreshold { get; init; } = 0.3;

    /// <summary>Score below which the size of an image is odd, 0 to 1. Default: 0.5, as in CleanVision.</summary>
    public double SizeThreshold { get; init; } = 0.5;

    /// <summary>Score below which an image has a border, 0 to 1: the fraction without it. Default: 0.95.</summary>
    public double BorderThreshold { get; init; } = 0.95;

    /// <summary>
    /// Score below which a property tells classes apart, 0 to 1: the error of guessing the class by it, relative to that
    /// of chance. Default: 0.3, as in cleanlab.
    /// </summary>
    public double CorrelationThreshold { get; init; } = 0.3;

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
        CheckScore(DarkThreshold, nameof(DarkThreshold));
        CheckScore(LightThreshold, nameof(LightThreshold));
        CheckScore(BlurThreshold, nameof(BlurThreshold));
        CheckScore(InformationThreshold, nameof(InformationThreshold));
        CheckScore(SizeThreshold, nameof(SizeThreshold));
        CheckScore(BorderThreshold, nameof(BorderThreshold));
        CheckScore(CorrelationThreshold, nameof(CorrelationThreshold));
    }

    private static void CheckScore(double value, string name)
    {
        if (!(value is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is a score: 0 to 1.");
    }
}
