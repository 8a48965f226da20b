using System.Reflection;
using System.Runtime.InteropServices;

namespace AlexNetPS.Imaging;

/// <summary>
/// Finds the native decoders: next to this assembly, in its folder for the platform, then in the system's locations.
/// </summary>
internal static class NativeLibraries
{
    public const string TurboJpeg = "turbojpeg", Png = "png16";

    private static readonly Lazy<nint> _turboJpeg = new(() => Load(TurboJpeg, TryLoad)), _png =
        new(() => Load(Png, TryLoad));

    static NativeLibraries() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, static (name, _, _) => name switch
    {
        TurboJpeg => _turboJpeg.Value,
        Png => _png.Value,
        _ => 0,
    });

    /// <summary>
    /// Loads the library now, so that a missing library is one clear error instead of one per entry point.
    /// </summary>
    /// <exception cref="MissingLibraryException">The library was not found.</exception>
    public static void Require(string library) => _ = library == TurboJpeg ? _turboJpeg.Value : _png.Value;

    /// <summary>Whether the library can be loaded.</summary>
    public static bool IsFound(string library)
    {
        try
        {
            Require(library);
            return true;
        }
        catch (MissingLibraryException)
        {
            return false;
        }
    }

    /// <summary>Returns how to install the library.</summary>
    public static string Advice(string library) => library == TurboJpeg
        ? "Install it: Debian and Ubuntu: libturbojpeg0; Fedora: turbojpeg; macOS: jpeg-turbo (Homebrew); "
            + "Windows: libjpeg-turbo from libjpeg-turbo.org, with turbojpeg.dll on PATH or next to AlexNetPS.dll."
        : "Install it: Debian and Ubuntu: libpng16-16 (libpng16-16t64); Fedora: libpng; macOS: libpng (Homebrew); "
            + "Windows: libpng16.dll on PATH or next to AlexNetPS.dll.";

    internal static nint Load(string library, Func<string, nint> tryLoad)
    {
        foreach (string candidate in NativeFiles.Current.Candidates(library,
            Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location)))
        {
            nint handle = tryLoad(candidate);
            if (handle != 0)
                return handle;
        }

        string name = library == TurboJpeg
            ? "libjpeg-turbo's TurboJPEG library, which reads JPEG,"
            : "libpng 1.6, which reads PNG,";
        throw new MissingLibraryException($"{name} was not found. {Advice(library)}");
    }

    private static nint TryLoad(string candidate)
    {
        if (Path.IsPathRooted(candidate))
            return File.Exists(candidate) && NativeLibrary.TryLoad(candidate, out nint own) ? own : 0;
        return NativeLibrary.TryLoad(candidate, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories,
            out nint system) ? system : 0;
    }
}
