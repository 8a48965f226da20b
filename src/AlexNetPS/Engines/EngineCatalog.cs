using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Installation;

namespace AlexNetPS.Engines;

/// <summary>The available engines, found by device. Plug-ins are loaded only when the search reaches them.</summary>
public static class EngineCatalog
{
    private static readonly Lazy<CpuEngine> _cpu = new(() => new());

    private static readonly EnginePlugin[] _plugins = [new(() => TorchNatives.Devices, TorchNatives.CreateEngine)];

    /// <summary>
    /// The devices of all engines, including unavailable ones with the reason; those of the embedded engine first.
    /// Engines are loaded as the enumeration reaches them.
    /// </summary>
    public static IEnumerable<EngineDevice> Devices =>
        _cpu.Value.Devices.Concat(_plugins.SelectMany(plugin => plugin.Devices));

    /// <summary>The devices that are probably available, listed without loading an engine.</summary>
    public static IEnumerable<EngineDevice> LikelyDevices =>
        _cpu.Value.Devices.Concat(_plugins.SelectMany(plugin => plugin.LikelyDevices))
            .Where(device => device.Available);

    /// <summary>Returns the engine of a device.</summary>
    /// <param name="device">"cpu", "cuda:0", or several as in "cuda:0,cuda:1" and "cuda:0+cuda:1"; not
    /// case-sensitive.</param>
    /// <exception cref="EngineException">No engine has the device, or it cannot be used; the message states the reason
    /// or lists the devices.</exception>
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

        // "cuda" and "cuda:1" are rejected with the reason of cuda:0, which holds for all GPUs.
        string[] kinds = [.. EngineDevice.Names(device).Select(Kind)];
        if (others.FirstOrDefault(other => !other.Available
            && kinds.Contains(Kind(other.Name), StringComparer.OrdinalIgnoreCase)) is EngineDevice missing)
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
