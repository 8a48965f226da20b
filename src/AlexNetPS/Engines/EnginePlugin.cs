using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Engines;

/// <summary>
/// An engine in an assembly of its own: loaded when it is first asked for; where it cannot be, the reason is kept.
/// </summary>
internal sealed class EnginePlugin
{
    private readonly string _assembly;
    private readonly EngineDevice _place;
    private readonly Lazy<(IEngine? Engine, IReadOnlyList<EngineDevice> Devices)> _loaded;

    /// <param name="assembly">Name of the plug-in.</param>
    /// <param name="place">What stands for its devices while they are not known: the usual one, and how to get the
    /// plug-in.</param>
    /// <param name="create">Loads the engine; null for the plug-in beside the library.</param>
    public EnginePlugin(string assembly, EngineDevice place, Func<IEngine>? create = null)
    {
        (_assembly, _place) = (assembly, place);
        _loaded = new(() => Load(create ?? (() => Plugin.Create<IEngine>(assembly))));
    }

    /// <summary>The engine, or null where there is none.</summary>
    public IEngine? Engine => _loaded.Value.Engine;

    /// <summary>Its devices; one that says why, where there is no engine.</summary>
    public IReadOnlyList<EngineDevice> Devices => _loaded.Value.Devices;

    /// <summary>Its devices as far as they can be told without loading anything.</summary>
    public IReadOnlyList<EngineDevice> LikelyDevices =>
        _loaded.IsValueCreated ? Devices : Plugin.Exists(_assembly) ? [_place with { Reason = null }] : [_place];

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
            // What the engine itself says knows more than that its constructor failed, or than the system error that it
            // explains.
            return (null, [_place with { Reason = Said(e)?.Message ?? e.Message }]);
        }
    }

    private static EngineException? Said(Exception? e) => e is null or EngineException
        ? (EngineException?)e
        : Said(e.InnerException);
}
