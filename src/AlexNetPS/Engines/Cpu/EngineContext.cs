using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Threads;

namespace AlexNetPS.Engines.Cpu;

/// <summary>State shared by all stages of a network: kernels, threads, scratch memory and the current call.</summary>
internal sealed unsafe class EngineContext(KernelSet kernels, WorkerPool pool, OptimizerDefinition? optimizer)
{
    public KernelSet Kernels { get; } = kernels;

    public WorkerPool Pool { get; } = pool;

    /// <summary>Optimizer; null for a network that only predicts.</summary>
    public OptimizerDefinition? Optimizer { get; } = optimizer;

    /// <summary>How convolutions are computed.</summary>
    public ConvolutionAlgorithm Convolution { get; init; }

    /// <summary>
    /// Whether gradients stay in memory until the end of the optimizer step; otherwise each weight is updated as soon as
    /// its gradient is there.
    /// </summary>
    public bool KeepsGradients { get; init; } = optimizer?.KeepsGradients == true;

    /// <summary>Number of images in the current call.</summary>
    public int Count { get; set; }

    /// <summary>The current training step.</summary>
    public TrainStep Step { get; set; }

    /// <summary>Learning-rate and weight-decay factors of each layer with weights, by name.</summary>
    public required IReadOnlyDictionary<string, LayerRates> Rates { get; init; }

    /// <summary>
    /// Parameters of other stages, by name, which the stages of this context use and neither train nor own; null if they
    /// have their own.
    /// </summary>
    public IReadOnlyDictionary<string, Parameter>? Lent { get; init; }

    /// <summary>Floats of private scratch memory per worker: the largest request.</summary>
    public long WorkerScratchFloats { get; private set; }

    /// <summary>Floats of scratch memory shared by all workers: the largest request.</summary>
    public long SharedScratchFloats { get; private set; }

    public float* SharedScratch { get; set; }

    public float* WorkerScratchStart { get; set; }

    public float* WorkerScratch(int worker) => WorkerScratchStart + worker * WorkerScratchFloats;

    /// <summary>Returns the bytes of scratch memory of a number of workers.</summary>
    public long ScratchBytes(int workers) => (WorkerScratchFloats * workers + SharedScratchFloats) * sizeof(float);

    /// <summary>Requests scratch memory while the network is created.</summary>
    public void RequestScratch(long worker, long shared = 0)
    {
        WorkerScratchFloats = Math.Max(WorkerScratchFloats, (worker + 15) / 16 * 16);
        SharedScratchFloats = Math.Max(SharedScratchFloats, (shared + 15) / 16 * 16);
    }
}
