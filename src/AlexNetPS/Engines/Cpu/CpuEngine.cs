using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu;

/// <summary>
/// The embedded engine. It runs on any processor supported by .NET and needs no download. SIMD kernels use all cores;
/// results do not depend on the number of threads.
/// </summary>
public sealed class CpuEngine : IEngine
{
    // With maps of at most 4 GB per image and some hundred layers, the memory of a batch fits 64 bits.
    private const int LargestBatch = 1 << 20;

    private readonly SimdLevel _level;

    /// <summary>Creates an engine for the widest instruction set of the processor.</summary>
    public CpuEngine()
        : this(SimdLevels.Widest)
    {
    }

    /// <summary>Creates an engine for an instruction set, which the processor must support.</summary>
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
    public long? MemoryBytes(NetworkDefinition definition, NetworkOptions options) =>
        CpuNetwork.MemoryBytes(definition, options, _level);

    /// <inheritdoc/>
    public INetwork Create(NetworkDefinition definition, NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Device.Equals("cpu", StringComparison.OrdinalIgnoreCase))
            throw new EngineException($"The CPU engine has no device '{options.Device}'; its only device is 'cpu'.");
        if (options.Precision != NetworkPrecision.Float32)
        {
            throw new EngineException($"The CPU engine computes in Float32 only, not in {options.Precision}; an "
                + "NVIDIA GPU does (Get-AlexNetDevice).");
        }

        if (options.MaximumBatchSize < 1)
            throw new EngineException($"The batch size is {options.MaximumBatchSize}; it must be at least 1.");
        if (options.MaximumBatchSize > LargestBatch)
        {
            throw new EngineException(
                $"The batch size is {options.MaximumBatchSize}; the CPU engine takes at most {LargestBatch}.")
            {
                BatchSize = options.MaximumBatchSize
            };
        }

        if ((long)options.MaximumBatchSize * definition.Classes > Array.MaxLength)
        {
            throw new EngineException($"A batch of {options.MaximumBatchSize} images of network '{definition.Name}' "
                + "has more logits than one array holds. Use a smaller batch size.")
            {
                BatchSize = options.MaximumBatchSize
            };
        }

        if (options.Threads < 0)
        {
            throw new EngineException(
                $"The number of threads is {options.Threads}; it must be at least 1, or 0 for all processors.");
        }

        return new CpuNetwork(definition, options, _level);
    }
}
