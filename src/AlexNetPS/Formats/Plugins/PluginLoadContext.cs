using System.Reflection;
using System.Runtime.Loader;

namespace AlexNetPS.Formats.Plugins;

/// <summary>
/// Private load context of one plug-in: its third-party assemblies never mix with another module's copies. AlexNetPS
/// itself is shared with the context it is already in, so that both sides use the same types.
/// </summary>
internal sealed class PluginLoadContext(string assemblyPath)
    : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assemblyPath))
{
    private static readonly Assembly _library = typeof(PluginLoadContext).Assembly;

    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == _library.GetName().Name)
            return _library;
        return _resolver.ResolveAssemblyToPath(assemblyName) is string path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is string path ? LoadUnmanagedDllFromPath(path) : 0;
}
