using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Engines;

/// <summary>An engine in a separate assembly, loaded on first use. If loading fails, the reason is kept.</summary>
internal sealed class EnginePlugin
{
    private readonly string _assembly;
    private readonly EngineDevice _place;
    private readonly Func<string?> _problem;
    private readonly Lazy<(IEngine? Engine, IReadOnlyList<EngineDevice> Devices)> _loaded;

    /// <param name="assembly">Name of the plug-in assembly.</param>
    /// <param name="place">Placeholder until the devices are known: the usual device, and how to get the
    /// plug-in.</param>
    /// <param name="create">Loads the engine; null loads the plug-in next to the library.</param>
    /// <param name="problem">Returns the reason if the engine is not installed; asked each time, because it can be
    /// installed while the process runs.</param>
    public EnginePlugin(string assembly, EngineDevice place, Func<IEngine>? create = null,
        Func<string?>? problem = null)
    {
        (_assembly, _place, _problem) = (assembly, place, problem ?? (() => null));
        _loaded = new(() => Load(create ?? (() => Plugin.Create<IEngine>(assembly))));
    }

    /// <summary>The engine; null if it cannot be loaded.</summary>
    public IEngine? Engine => Missing is null ? _loaded.Value.Engine : null;

    /// <summary>The engine's devices; without an engine, the placeholder with the reason.</summary>
    public IReadOnlyList<EngineDevice> Devices =>
        Missing is string reason ? [_place with { Reason = reason }] : _loaded.Value.Devices;

    /// <summary>The probable devices, listed without loading the engine.</summary>
    public IReadOnlyList<EngineDevice> LikelyDevices =>
        _loaded.IsValueCreated || Missing is not null ? Devices
            : Plugin.Exists(_assembly) ? [_place with { Reason = null }] : [_place];

    private string? Missing => _loaded.IsValueCreated ? null : _problem();

    private (IEngine?, IReadOnlyList<EngineDevice>) Load(Func<IEngine> create)
    {
        try
        {
            IEngine engine = create();
            return (engine, engine.Devices);
        }
        catch (PluginNotFoundException)
        {
            return (null, [_place]);
        }
        catch (Exception e) when (e is PluginException or EngineException or DllNotFoundException
            or TypeInitializationException)
        {
            // The engine's own message explains more than the failed constructor or the system error around it.
            return (null, [_place with { Reason = Said(e)?.Message ?? e.Message }]);
        }
    }

    private static EngineException? Said(Exception? e) => e is null or EngineException
        ? (EngineException?)e
        : Said(e.InnerException);
}
