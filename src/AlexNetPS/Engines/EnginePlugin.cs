using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Engines;

/// <summary>An engine in a separate assembly, loaded on first use. If loading fails, the reason is kept.</summary>
internal sealed class EnginePlugin
{
    private readonly Func<IReadOnlyList<EngineDevice>> _expected;
    private readonly Lazy<(IEngine? Engine, IReadOnlyList<EngineDevice> Devices)> _loaded;

    /// <param name="expected">Returns the devices that the engine probably has, those that it cannot have with the
    /// reason; all have one if the engine is not installed. Asked each time, because it can be installed while the
    /// process runs.</param>
    /// <param name="create">Loads the engine.</param>
    public EnginePlugin(Func<IReadOnlyList<EngineDevice>> expected, Func<IEngine> create)
    {
        _expected = expected;
        _loaded = new(() => Load(create));
    }

    /// <summary>The engine; null if it cannot be loaded.</summary>
    public IEngine? Engine => IsMissing ? null : _loaded.Value.Engine;

    /// <summary>The engine's devices; without an engine, those it would have with the reason.</summary>
    public IReadOnlyList<EngineDevice> Devices => IsMissing ? _expected() : _loaded.Value.Devices;

    /// <summary>The probable devices, listed without loading the engine.</summary>
    public IReadOnlyList<EngineDevice> LikelyDevices =>
        _loaded.IsValueCreated ? _loaded.Value.Devices : _expected();

    private bool IsMissing => !_loaded.IsValueCreated && !_expected().Any(device => device.Available);

    private (IEngine?, IReadOnlyList<EngineDevice>) Load(Func<IEngine> create)
    {
        try
        {
            IEngine engine = create();
            return (engine, engine.Devices);
        }
        catch (Exception e) when (e is PluginException or EngineException or DllNotFoundException
            or TypeInitializationException)
        {
            // The engine's own message explains more than the failed constructor or the system error around it.
            string reason = Said(e)?.Message ?? e.Message;
            return (null, [.. _expected().Select(device => device with { Reason = reason })]);
        }
    }

    private static EngineException? Said(Exception? e) => e is null or EngineException
        ? (EngineException?)e
        : Said(e.InnerException);
}
