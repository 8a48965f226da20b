namespace AlexNetPS.Engines;

/// <summary>How a network is set up on an engine.</summary>
public sealed record NetworkOptions
{
    /// <summary>
    /// Name of one of the engine's devices. Some engines take several: "cuda:0,cuda:1" share each batch,
    /// "cuda:0+cuda:1" hold half of every layer each, as the paper's towers do.
    /// </summary>
    public string Device { get; init; } = "cpu";

    /// <summary>The largest number of images in one call.</summary>
    public required int MaximumBatchSize { get; init; }

    /// <summary>How weights are updated; null for a network that only predicts (it holds no gradients).</summary>
    public OptimizerDefinition? Optimizer { get; init; }

    /// <summary>Numbers to compute in, where the engine has a choice.</summary>
    public NetworkPrecision Precision { get; init; }

    /// <summary>Worker threads; 0 for all processors. Results do not depend on it.</summary>
    public int Threads { get; init; }
}
