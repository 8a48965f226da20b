using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp;

/// <summary>Networks on libtorch, through TorchSharp: on NVIDIA cards, and on the processor to compare with.</summary>
public sealed class TorchEngine : IEngine
{
    internal const string EngineName = "torch";

    /// <summary>Loads libtorch and looks for cards.</summary>
    /// <exception cref="EngineException">libtorch cannot be loaded; the message says why.</exception>
    public TorchEngine()
    {
        NativeTorch.Load();
        Devices =
        [
            .. CudaCards.List(),
            new(EngineName, DeviceList.Processor, $"libtorch on {Environment.ProcessorCount} processors") { Threads = torch.get_num_threads(), MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes },
        ];
    }

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public IReadOnlyList<EngineDevice> Devices { get; }

    /// <inheritdoc/>
    public INetwork Create(NetworkDefinition definition, NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaximumBatchSize < 1) throw new EngineException($"The batch size is {options.MaximumBatchSize}; it must be at least 1.");
        if (options.Threads > 0) torch.set_num_threads(options.Threads);
        return new TorchNetwork(definition, options, DeviceList.Parse(options.Device, Devices));
    }
}
