using System.Runtime.InteropServices;
using AlexNetPS.Imaging;
using SkiaSharp;

namespace AlexNetPS.SkiaSharp;

/// <summary>Finds Skia's native library in the plug-in's own folder.</summary>
internal static class SkiaLibrary
{
    private const string Name = "libSkiaSharp";

    private static readonly Lazy<nint> _handle = new(Load);

    static SkiaLibrary() => NativeLibrary.SetDllImportResolver(typeof(SKCodec).Assembly,
        static (name, _, _) => name == Name ? _handle.Value : 0);

    /// <summary>Loads the library.</summary>
    /// <exception cref="MissingLibraryException">There is no library for this system.</exception>
    public static void Require() => _ = _handle.Value;

    private static nint Load()
    {
        string folder = Path.GetDirectoryName(typeof(SkiaLibrary).Assembly.Location) is { Length: > 0 } own
            ? own : AppContext.BaseDirectory;
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string path = OperatingSystem.IsWindows()
            ? Path.Combine(folder, "runtimes", $"win-{architecture}", "native", Name + ".dll")
            : Path.Combine(folder, "runtimes", $"linux-{architecture}", "native", Name + ".so");
        if (NativeLibrary.TryLoad(path, out nint handle))
            return handle;
        throw new MissingLibraryException($"SkiaSharp (JPEG) has no native library for this system: '{path}'.");
    }
}
