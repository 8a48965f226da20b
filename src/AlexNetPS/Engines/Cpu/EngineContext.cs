using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Threads;

namespace AlexNetPS.Engines.Cpu;

/// <summary>What all stages of a network share: kernels, threads, scratch memory and the call in progress.</summary>
internal sealed unsafe class EngineContext(KernelSet kernels, WorkerPool pool, OptimizerDefinition? optimizer)
{
    public KernelSet Kernels { get; } = kernels;

    public WorkerPool Pool { get; } = pool;

    /// <summary>Null for a network that only predicts.</summary>
    public OptimizerDefinition? Optimizer { get; } = optimizer;

    /// <summary>Images of the current call.</summary>
    public int Count { get; set; }

    /// <summary>The training step in progress.</summary>
    public TrainStep Step { get; set; }

    /// <summary>What the optimizer's rules come to for each layer with weights.</summary>
    public required IReadOnlyDictionary<string, LayerRates> Rates { get; init; }

    /// <summary>Floats of private scratch for each worker; the largest request wins.</summary>
    public long WorkerScratchFloats { get; private set; }

    /// <summary>Floats of scratch common to all workers; the largest request wins.</summary>
    public long SharedScratchFloats { get; private set; }

    public float* SharedScratch { get; set; }

    public float* WorkerScratchStart { get; set; }

    public float* WorkerScratch(int worker) => WorkerScratchStart + worker * WorkerScratchFloats;

    /// <summary>Asks for scratch while the network is built.</summary>
    public void RequestScratch(long worker, long shared = 0)
    {
        WorkerScratchFloats = Math.Max(WorkerScratchFloats, (worker + 15) / 16 * 16);
        SharedScratchFloats = Math.Max(SharedScratchFloats, (shared + 15) / 16 * 16);
    }
}
