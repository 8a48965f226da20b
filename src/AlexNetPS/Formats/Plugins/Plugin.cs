using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace AlexNetPS.Formats.Plugins;

/// <summary>
/// Parts of AlexNetPS that depend on third-party packages and are therefore separate assemblies: tables, engines,
/// codecs. A plug-in is stored in <c>plugins/NAME/NAME.dll</c> next to the library, or next to the library itself in an
/// application that references it.
/// </summary>
internal static class Plugin
{
    private static readonly string _libraryFolder =
        Path.GetDirectoryName(typeof(Plugin).Assembly.Location) is { Length: > 0 } folder
            ? folder
            : AppContext.BaseDirectory;

    // One for all contracts of a plug-in, so that it and its native libraries are loaded once.
    private static readonly ConcurrentDictionary<(string Path, string? Natives), PluginLoadContext> _contexts = [];

    /// <summary>Creates the plug-in's only public implementation of a contract.</summary>
    /// <param name="name">Name of the assembly.</param>
    /// <param name="folder">Folder of the library; null: this one's.</param>
    /// <param name="natives">Folder of native libraries that the plug-in does not bring; null: none.</param>
    /// <exception cref="PluginNotFoundException">The plug-in is missing.</exception>
    /// <exception cref="PluginException">The plug-in is broken.</exception>
    public static T Create<T>(string name, string? folder = null, string? natives = null) where T : class
    {
        try
        {
            Assembly assembly = Load(name, folder ?? _libraryFolder, natives);
            Type[] types =
                [.. assembly.GetExportedTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(T)))];
            return types.Length == 1
                ? (T)Activator.CreateInstance(types[0])!
                : throw new PluginException($"The plug-in '{assembly.Location}' has {types.Length} public types that "
                    + $"are a {typeof(T).Name}; it must have one.");
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException
            or TypeLoadException or MissingMethodException or TargetInvocationException)
        {
            throw new PluginException($"The plug-in {name} cannot be loaded: {e.GetBaseException().Message} Reinstall "
                + "AlexNetPS, so that all its parts are of one version.", e);
        }
    }

    /// <summary>Whether the plug-in is installed; it may still be broken.</summary>
    public static bool Exists(string name) => File.Exists(PrivatePath(_libraryFolder, name))
        || File.Exists(SharedPath(_libraryFolder, name));

    /// <summary>Whether the plug-in was built with its native libraries; an application resolves them itself.</summary>
    public static bool HasNatives(string name) => File.Exists(SharedPath(_libraryFolder, name))
        || Directory.Exists(Path.Combine(Path.GetDirectoryName(PrivatePath(_libraryFolder, name))!, "runtimes"));

    private static Assembly Load(string name, string folder, string? natives)
    {
        string path = PrivatePath(folder, name);
        if (File.Exists(path))
        {
            return _contexts.GetOrAdd((path, natives), key => new PluginLoadContext(key.Path, key.Natives))
                .LoadFromAssemblyPath(path);
        }

        // An application that references the plug-in resolves it and its dependencies by its own rules.
        string shared = SharedPath(folder, name);
        if (File.Exists(shared))
        {
            return AssemblyLoadContext.GetLoadContext(typeof(Plugin).Assembly)!.LoadFromAssemblyName(
                new AssemblyName(name));
        }

        throw new PluginNotFoundException($"AlexNetPS is incomplete: '{path}' is missing. Reinstall the module, or "
            + $"reference {name} in your project.");
    }

    private static string PrivatePath(string folder, string name) =>
        Path.Combine(folder, "plugins", name, name + ".dll");

    private static string SharedPath(string folder, string name) => Path.Combine(folder, name + ".dll");
}

/// <summary>
/// Thrown if a plug-in is missing or cannot be loaded; the message names its assembly and the searched path.
/// </summary>
public class PluginException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Thrown if a plug-in is missing, as opposed to broken.</summary>
public sealed class PluginNotFoundException(string message) : PluginException(message);
