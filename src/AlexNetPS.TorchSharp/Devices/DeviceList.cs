using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Devices;

/// <summary>
/// Parses a device parameter: "cuda:0"; "cuda:0,cuda:1" for two replicas that share each batch; "cuda:0+cuda:1" for one
/// network whose layers are split over both, as the paper's towers; and both: "cuda:0+cuda:1,cuda:2+cuda:3".
/// </summary>
internal static class DeviceList
{
    public const string Processor = "torch:cpu";

    private static readonly Lazy<int> _allThreads = new(torch.get_num_threads);

    private static readonly Lazy<ConvolutionCheck> _convolutions = new(ConvolutionCheck.Run);

    /// <summary>Threads that libtorch uses by itself; asked first before any number is set.</summary>
    public static int AllThreads => _allThreads.Value;

    /// <summary>Loads libtorch; returns its GPUs, and the processor.</summary>
    /// <exception cref="EngineException">libtorch cannot be loaded; the message states the reason.</exception>
    public static IReadOnlyList<EngineDevice> OfMachine()
    {
        NativeTorch.Load();
        return
        [
            .. CudaGpus.List(),
            new(TorchEngine.EngineName, Processor,
                $"libtorch on {Environment.ProcessorCount} processors{_convolutions.Value.Remark}")
            {
                Threads = AllThreads,
                MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
                Reason = _convolutions.Value.Problem,
            },
        ];
    }

    /// <param name="text">The parameter.</param>
    /// <param name="known">Devices of the engine.</param>
    /// <param name="open">Returns a device by which networks compute.</param>
    /// <returns>The devices of each replica.</returns>
    /// <exception cref="EngineException">A device does not exist or cannot be used.</exception>
    public static IReadOnlyList<IReadOnlyList<TorchDevice>> Parse(string text, IEnumerable<EngineDevice> known,
        Func<EngineDevice, TorchDevice> open)
    {
        TorchDevice[][] replicas = [.. text.Split(',').Select(
            replica => replica.Split('+').Select(name => open(One(name.Trim(), known))).ToArray())];
        return replicas.Select(devices => devices.Length).Distinct().Count() == 1 ? replicas
            : throw new EngineException(
                $"Device '{text}': every part between commas must name the same number of devices.");
    }

    /// <summary>Returns a device of this machine.</summary>
    public static TorchDevice Open(EngineDevice device) =>
        device.Name == Processor ? new ProcessorDevice() : new GpuDevice(new Device(device.Name));

    private static EngineDevice One(string name, IEnumerable<EngineDevice> known)
    {
        EngineDevice device = known.FirstOrDefault(device => device.IsNamed(name))
            ?? throw new EngineException($"The torch engine has no device '{name}'. Available: "
                + $"{string.Join(", ", known.Where(device => device.Available))}.");
        return device.Available ? device
            : throw new EngineException($"The device '{name}' cannot be used. {device.Reason}");
    }
}
