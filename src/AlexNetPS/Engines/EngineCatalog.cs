using AlexNetPS.Engines.Cpu;

namespace AlexNetPS.Engines;

/// <summary>The engines this program has, found by their devices.</summary>
public static class EngineCatalog
{
    private static readonly Lazy<IReadOnlyList<IEngine>> LazyEngines = new(() => [new CpuEngine()]);

    /// <summary>All engines.</summary>
    public static IReadOnlyList<IEngine> Engines => LazyEngines.Value;

    /// <summary>All devices of all engines.</summary>
    public static IReadOnlyList<EngineDevice> Devices => [.. Engines.SelectMany(engine => engine.Devices)];

    /// <summary>The engine that has a device.</summary>
    /// <param name="device">"cpu"; case does not matter.</param>
    /// <exception cref="EngineException">No engine has it; the message lists the devices.</exception>
    public static IEngine ForDevice(string device) =>
        Engines.FirstOrDefault(engine => engine.Devices.Any(known => known.Name.Equals(device, StringComparison.OrdinalIgnoreCase)))
        ?? throw new EngineException($"There is no device '{device}'. Known: {string.Join(", ", Devices.Select(known => known.Name))}.");
}
