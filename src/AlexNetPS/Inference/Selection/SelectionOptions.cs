using AlexNetPS.Inference.Neighbors;

namespace AlexNetPS.Inference.Selection;

/// <summary>Options of a selection.</summary>
public sealed record SelectionOptions
{
    /// <summary>Maximum number of images. Default: 100.</summary>
    public int Count { get; init; } = 100;

    /// <summary>
    /// Number of images of the highest scores among which a diverse selection chooses; 0 for all. It is at least
    /// <see cref="Count"/>.
    /// </summary>
    public int Candidates { get; init; }

    /// <summary>Distance of embeddings.</summary>
    public DistanceMetric Metric { get; init; }

    /// <summary>Threads that compare embeddings; 0 for all processors. The result does not depend on it.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Candidates);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
