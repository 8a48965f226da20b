namespace AlexNetPS.Inference.Projections;

/// <summary>How a projection is drawn.</summary>
public sealed record ProjectionOptions
{
    /// <summary>Title; null for layer, number of images and explained variance.</summary>
    public string? Title { get; init; }

    /// <summary>Whether the images themselves are shown, small, and not points.</summary>
    public bool Thumbnails { get; init; }

    /// <summary>Longest side of a thumbnail in pixels, 8 to 512.</summary>
    public int ThumbnailSize { get; init; } = 48;

    /// <summary>Threads that read images; 0 for all processors.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ThumbnailSize, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ThumbnailSize, 512);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
