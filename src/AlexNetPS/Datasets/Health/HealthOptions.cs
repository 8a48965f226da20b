namespace AlexNetPS.Datasets.Health;

/// <summary>From where on something is worth telling.</summary>
public sealed record HealthOptions
{
    /// <summary>Fewest training images of a class.</summary>
    public int MinimumImages { get; init; } = 20;

    /// <summary>Largest class over smallest class.</summary>
    public double MaximumImbalance { get; init; } = 10;

    /// <summary>
    /// Bits of 64 by which the perceptual hashes of near duplicates may differ, 0 to 12; -1 looks for exact ones only.
    /// </summary>
    public int MaximumDistance { get; init; } = 6;

    /// <summary>Shortest side of an image in its file.</summary>
    public int MinimumSide { get; init; } = 64;

    /// <summary>Long side over short side.</summary>
    public double MaximumAspect { get; init; } = 4;

    /// <summary>Threads that look at images; 0 for one per processor.</summary>
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
