using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu;

/// <summary>
/// The embedded engine: one family of networks on any processor .NET runs on, with no download. SIMD kernels over all cores;
/// results do not depend on the number of threads.
/// </summary>
public sealed class CpuEngine : IEngine
{
    private readonly SimdLevel _level;

    /// <summary>The engine on the widest instruction set of this processor.</summary>
    public CpuEngine()
        : this(SimdLevels.Widest)
    {
    }

    /// <summary>The engine on one instruction set, which the processor must have.</summary>
    internal CpuEngine(SimdLevel level)
    {
        _level = level;
        Devices =
        [
            new(Name, "cpu", ProcessorName.Read())
            {
                InstructionSet = SimdLevels.Describe(level),
                Threads = Environment.ProcessorCount,
                MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            },
        ];
    }

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public IReadOnlyList<EngineDevice> Devices { get; }

    /// <inheritdoc/>
    public INetwork Create(NetworkDefinition definition, NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Device.Equals("cpu", StringComparison.OrdinalIgnoreCase))
            throw new EngineException($"The CPU engine has no device '{options.Device}'; its only device is 'cpu'.");
        if (options.Precision != NetworkPrecision.Float32) throw new EngineException($"The CPU engine computes in Float32 only, not in {options.Precision}; an NVIDIA card does (Get-AlexNetDevice).");
        if (options.MaximumBatchSize < 1) throw new EngineException($"The batch size is {options.MaximumBatchSize}; it must be at least 1.");
        if (options.Threads < 0) throw new EngineException($"The number of threads is {options.Threads}; it must be at least 1, or 0 for all processors.");
        return new CpuNetwork(definition, options, _level);
    }
}
