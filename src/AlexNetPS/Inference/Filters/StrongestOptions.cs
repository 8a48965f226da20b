namespace AlexNetPS.Inference.Filters;

/// <summary>Settings of <see cref="StrongestInputs"/>.</summary>
public sealed record StrongestOptions
{
    /// <summary>Images for each filter, 1 to 100.</summary>
    public int Count { get; init; } = 9;

    /// <summary>Device of an engine.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>How the CPU engine computes convolutions.</summary>
    public Engines.ConvolutionAlgorithm Convolution { get; init; }

    /// <summary>Threads that load and compute; 0 for all processors.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Count, 100);
    }
}
