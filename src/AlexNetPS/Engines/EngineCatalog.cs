using AlexNetPS.Engines.Cpu;

namespace AlexNetPS.Engines;

/// <summary>
/// The engines this program has, found by their devices. Plug-ins are loaded only when the search comes to them.
/// </summary>
public static class EngineCatalog
{
    private static readonly Lazy<CpuEngine> _cpu = new(() => new());

    private static readonly EnginePlugin[] _plugins =
        [new("AlexNetPS.TorchSharp", new("torch", "cuda:0", "NVIDIA GPU, through TorchSharp")
    {
        Reason = "The TorchSharp engine is not part of this build. Add it: dotnet build -c Release "
            + $"-p:UseTorchSharp=cuda-{(OperatingSystem.IsWindows() ? "windows" : "linux")} "
            + "restores its package (over 2 GB), where NuGet has it.",
    })];

    /// <summary>
    /// The devices of all engines, and those that cannot be used with the reason; the embedded engine's first. Engines
    /// are loaded as the enumeration comes to them.
    /// </summary>
    public static IEnumerable<EngineDevice> Devices =>
        _cpu.Value.Devices.Concat(_plugins.SelectMany(plugin => plugin.Devices));

    /// <summary>The devices that are there as far as can be told at once, without loading an engine.</summary>
    public static IEnumerable<EngineDevice> LikelyDevices =>
        _cpu.Value.Devices.Concat(_plugins.SelectMany(plugin => plugin.LikelyDevices)).Where(device => device.Available);

    /// <summary>The engine that has a device.</summary>
    /// <param name="device">"cpu", "cuda:0", or several as in "cuda:0,cuda:1" and "cuda:0+cuda:1"; case does not
    /// matter.</param>
    /// <exception cref="EngineException">No engine has it, or it cannot be used; the message says why, or lists the
    /// devices.</exception>
    public static IEngine ForDevice(string device) => ForDevice(device, _cpu.Value, _plugins);

    internal static IEngine ForDevice(string device, IEngine embedded, IEnumerable<EnginePlugin> plugins)
    {
        if (HasAll(embedded.Devices))
            return embedded;
        var others = new List<EngineDevice>();
        foreach (EnginePlugin plugin in plugins)
        {
            if (plugin.Engine is IEngine engine && HasAll(plugin.Devices))
                return engine;
            others.AddRange(plugin.Devices);
        }

        // "cuda" and "cuda:1" are answered with the reason of cuda:0: it holds for all cards.
        if (others.FirstOrDefault(other => !other.Available
            && Kind(other.Name).Equals(Kind(device), StringComparison.OrdinalIgnoreCase)) is EngineDevice missing)
        {
            throw new EngineException($"The device '{device}' cannot be used. {missing.Reason}");
        }

        IEnumerable<EngineDevice> usable = embedded.Devices.Concat(others).Where(known => known.Available);
        throw new EngineException($"There is no device '{device}'. Known: {string.Join(", ", usable)}.");

        bool HasAll(IReadOnlyList<EngineDevice> devices) =>
            EngineDevice.Names(device).All(name => devices.Any(known => known.Available && known.IsNamed(name)));
    }

    private static string Kind(string device) => device.Split(':')[0];
}
