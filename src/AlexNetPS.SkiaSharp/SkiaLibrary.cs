using System.Runtime.InteropServices;
using AlexNetPS.Imaging;
using HarfBuzzSharp;
using SkiaSharp;

namespace AlexNetPS.SkiaSharp;

/// <summary>Finds the native libraries of Skia and HarfBuzz in the plug-in's own folder.</summary>
internal static class SkiaLibrary
{
    private const string Skia = "libSkiaSharp", HarfBuzz = "libHarfBuzzSharp";

    private static readonly Lazy<nint> _skia = new(() => Load(Skia)), _harfBuzz = new(() => Load(HarfBuzz));

    static SkiaLibrary()
    {
        NativeLibrary.SetDllImportResolver(typeof(SKCodec).Assembly,
            static (name, _, _) => name == Skia ? _skia.Value : 0);
        NativeLibrary.SetDllImportResolver(typeof(Blob).Assembly,
            static (name, _, _) => name == HarfBuzz ? _harfBuzz.Value : 0);
    }

    /// <summary>Loads Skia.</summary>
    /// <exception cref="MissingLibraryException">There is no library for this system.</exception>
    public static void Require() => _ = _skia.Value;

    private static nint Load(string name)
    {
        string folder = Path.GetDirectoryName(typeof(SkiaLibrary).Assembly.Location) is { Length: > 0 } own
            ? own : AppContext.BaseDirectory;
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string path = OperatingSystem.IsWindows()
            ? Path.Combine(folder, "runtimes", $"win-{architecture}", "native", name + ".dll")
            : Path.Combine(folder, "runtimes", $"linux-{architecture}", "native", name + ".so");
        if (NativeLibrary.TryLoad(path, out nint handle))
            return handle;
        throw new MissingLibraryException($"SkiaSharp has no native library for this system: '{path}'.");
    }
}
