using AlexNetPS.Ranks;

namespace AlexNetPS.Engines;

/// <summary>Settings of a network on an engine.</summary>
public sealed record NetworkOptions
{
    /// <summary>
    /// Name of one of the engine's devices. Some engines accept several: "cuda:0,cuda:1" splits each batch,
    /// "cuda:0+cuda:1" splits every layer in half, as the paper's towers do.
    /// </summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Maximum number of images in one call.</summary>
    public required int MaximumBatchSize { get; init; }

    /// <summary>Optimizer; null for a network that only predicts (it holds no gradients).</summary>
    public OptimizerDefinition? Optimizer { get; init; }

    /// <summary>Numeric precision, if the engine has a choice.</summary>
    public NetworkPrecision Precision { get; init; }

    /// <summary>How the CPU engine computes convolutions; other engines have their own choice.</summary>
    public ConvolutionAlgorithm Convolution { get; init; }

    /// <summary>Worker threads; 0 for all processors. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// The processes that train copies of the network, each on its part of a batch: the optimizer step sums their
    /// gradients, so that all have the same weights. Null for a network that trains alone.
    /// </summary>
    public IRankGroup? Ranks { get; init; }

    /// <summary>How the gradients of <see cref="Ranks"/> are summed.</summary>
    public GradientSum GradientSum { get; init; }
}
