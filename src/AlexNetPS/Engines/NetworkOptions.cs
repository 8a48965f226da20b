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
    /// The processes that train the network together; all make the same calls in the same order. Null for a network that
    /// trains alone.
    /// </summary>
    public IRankGroup? Ranks { get; init; }

    /// <summary>
    /// What <see cref="Ranks"/> divide. With <see cref="Parallelism.Data"/> each has a copy of the network and its part of
    /// a batch, and the optimizer step sums the gradients, so that all have the same weights; tensors are read and written
    /// by each alone. With <see cref="Parallelism.Model"/> each has its part of the layers and gets the whole batch.
    /// </summary>
    public Parallelism Parallelism { get; init; }

    /// <summary>How gradients are summed with <see cref="Parallelism.Data"/>.</summary>
    public GradientSum GradientSum { get; init; }
}
