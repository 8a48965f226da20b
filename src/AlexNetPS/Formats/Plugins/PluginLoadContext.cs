using System.Reflection;
using System.Runtime.Loader;

namespace AlexNetPS.Formats.Plugins;

/// <summary>
/// Private load context of one plug-in: its third-party assemblies never mix with another module's copies. AlexNetPS
/// itself is shared with the context it is already in, so that both sides use the same types.
/// </summary>
internal sealed class PluginLoadContext(string assemblyPath, string? natives)
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
        (_resolver.ResolveUnmanagedDllToPath(unmanagedDllName) ?? Installed(unmanagedDllName)) is string path
            ? LoadUnmanagedDllFromPath(path)
            : 0;

    private string? Installed(string name)
    {
        if (natives is null)
            return null;
        string[] names = OperatingSystem.IsWindows() ? [name + ".dll", name] : [$"lib{name}.so", name];
        return names.Select(file => Path.Combine(natives, file)).FirstOrDefault(File.Exists);
    }
}
