using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp;

/// <summary>Networks on libtorch, through TorchSharp: on NVIDIA GPUs, and on the CPU for comparison.</summary>
public sealed class TorchEngine : IEngine
{
    internal const string EngineName = "torch";

    private readonly Func<EngineDevice, TorchDevice> _open;

    /// <summary>Loads libtorch and finds GPUs.</summary>
    /// <exception cref="EngineException">libtorch cannot be loaded; the message states the reason.</exception>
    public TorchEngine()
        : this(DeviceList.OfMachine(), DeviceList.Open)
    {
    }

    /// <param name="devices">The devices.</param>
    /// <param name="open">Returns a device by which networks compute.</param>
    internal TorchEngine(IReadOnlyList<EngineDevice> devices, Func<EngineDevice, TorchDevice> open) =>
        (Devices, _open) = (devices, open);

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public string Version => $"{typeof(TorchEngine).Assembly.GetName().Version?.ToString(3)} on TorchSharp "
        + typeof(torch).Assembly.GetName().Version?.ToString(3);

    /// <inheritdoc/>
    public IReadOnlyList<EngineDevice> Devices { get; }

    /// <inheritdoc/>
    public INetwork Create(NetworkDefinition definition, NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaximumBatchSize < 1)
            throw new EngineException($"The batch size is {options.MaximumBatchSize}; it must be at least 1.");
        if (options.Convolution != ConvolutionAlgorithm.Auto)
        {
            throw new EngineException($"Only the CPU engine computes a {options.Convolution} convolution on request; "
                + $"on '{options.Device}' libtorch chooses (Auto).");
        }

        // The number is the whole process's: that of an earlier network must not remain.
        int all = DeviceList.AllThreads;
        torch.set_num_threads(options.Threads > 0 ? options.Threads : all);
        IReadOnlyList<IReadOnlyList<TorchDevice>> devices = DeviceList.Parse(options.Device, Devices, _open);
        if (options is { Parallelism: Parallelism.Model, Ranks.Size: > 1 } && devices.Sum(group => group.Count) > 1)
        {
            throw new EngineException($"Device '{options.Device}': ranks that divide the layers (-Parallelism Model) "
                + "have one device each. Name one, or divide the batches (-Parallelism Data).");
        }

        bool gpu = devices.All(replica => replica.All(device => device.IsGpu));
        if (options.Precision == NetworkPrecision.TF32 && !gpu)
            throw new EngineException($"TF32 needs an NVIDIA GPU; '{options.Device}' supports Float32 and BFloat16.");
        TorchNetwork network = Allocate(definition, options, devices);
        try
        {
            // A GPU has only its own memory: a batch that does not fit is reported before the first epoch.
            if (gpu && options.Optimizer is not null)
                DeviceFailure.CheckFits(options.MaximumBatchSize, definition.Name, options.Device, network.Try);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static TorchNetwork Allocate(NetworkDefinition definition, NetworkOptions options,
        IReadOnlyList<IReadOnlyList<TorchDevice>> devices)
    {
        try
        {
            return new TorchNetwork(definition, options, devices);
        }
        catch (ExternalException e) when (DeviceFailure.IsOutOfMemory(e))
        {
            throw new EngineException($"The weights and optimizer state of network '{definition.Name}' do "
                + $"not fit into the memory of {options.Device}.", e);
        }
    }
}
