using System.Reflection;
using System.Runtime.Loader;

namespace AlexNetPS.Formats.Plugins;

/// <summary>
/// Parts of AlexNetPS that bring third-party packages and are therefore assemblies of their own: tables, engines,
/// codecs. A plug-in lies in <c>plugins/NAME/NAME.dll</c> beside the library, or beside the library itself in an
/// application that references it.
/// </summary>
internal static class Plugin
{
    private static readonly string _libraryFolder =
        Path.GetDirectoryName(typeof(Plugin).Assembly.Location) is { Length: > 0 } folder
            ? folder
            : AppContext.BaseDirectory;

    /// <summary>Makes the one public implementation of a contract that the plug-in has.</summary>
    /// <exception cref="PluginNotFoundException">There is none.</exception>
    /// <exception cref="PluginException">It is broken.</exception>
    public static T Create<T>(string name) where T : class => Create<T>(name, _libraryFolder);

    /// <summary>Whether the plug-in is there; it may still be broken.</summary>
    public static bool Exists(string name) => File.Exists(PrivatePath(_libraryFolder, name))
        || File.Exists(SharedPath(_libraryFolder, name));

    internal static T Create<T>(string name, string folder) where T : class
    {
        try
        {
            Assembly assembly = Load(name, folder);
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

    private static Assembly Load(string name, string folder)
    {
        string path = PrivatePath(folder, name);
        if (File.Exists(path))
            return new PluginLoadContext(path).LoadFromAssemblyPath(path);

        // An application that references the plug-in resolves it, and what it needs, by its own rules.
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
/// A plug-in that is missing or cannot be loaded; the message names its assembly and where it is looked for.
/// </summary>
public class PluginException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A plug-in that is not there, as opposed to one that is broken.</summary>
public sealed class PluginNotFoundException(string message) : PluginException(message);
