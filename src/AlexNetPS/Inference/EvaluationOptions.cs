namespace AlexNetPS.Inference;

/// <summary>Options of an evaluation.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Device of an engine.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Numeric precision, if the engine has a choice.</summary>
    public Engines.NetworkPrecision Precision { get; init; }

    /// <summary>How the CPU engine computes convolutions.</summary>
    public Engines.ConvolutionAlgorithm Convolution { get; init; }

    /// <summary>Network inputs per pass; an image with ten crops is ten inputs.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Threads that load and compute; 0 for all processors.</summary>
    public int Threads { get; init; }

    /// <summary>The k of the top-k accuracies, each at least 1.</summary>
    public IReadOnlyList<int> TopK { get; init; } = [1, 5];
}

/// <summary>Progress of an evaluation.</summary>
/// <param name="Done">Images evaluated.</param>
/// <param name="Total">Images in all.</param>
/// <param name="Top1">Top-1 accuracy so far, 0 to 1.</param>
/// <param name="ImagesPerSecond">Images per second so far.</param>
public readonly record struct EvaluationProgress(int Done, int Total, double Top1, double ImagesPerSecond);
