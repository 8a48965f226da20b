using System.Reflection;
using System.Runtime.InteropServices;

namespace AlexNetPS.Imaging;

/// <summary>Finds the native decoders: first beside this assembly, then in its folder for the platform, then where the system keeps its own.</summary>
internal static class NativeLibraries
{
    public const string TurboJpeg = "turbojpeg", Png = "png16";

    private static readonly Lazy<nint> s_turboJpeg = new(() => Load(TurboJpeg, TryLoad)), s_png = new(() => Load(Png, TryLoad));

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, static (name, _, _) => name switch
    {
        TurboJpeg => s_turboJpeg.Value,
        Png => s_png.Value,
        _ => 0,
    });

    /// <summary>Loads the library now, so that its absence is one clear error and not one per entry point.</summary>
    public static void Require(string library) => _ = library == TurboJpeg ? s_turboJpeg.Value : s_png.Value;

    internal static nint Load(string library, Func<string, nint> tryLoad)
    {
        foreach (string candidate in NativeFiles.Current.Candidates(library, Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location)))
        {
            nint handle = tryLoad(candidate);
            if (handle != 0)
                return handle;
        }

        throw new MissingLibraryException(library == TurboJpeg
            ? "libjpeg-turbo's TurboJPEG library, which reads and writes JPEG, was not found. Install it: Debian and Ubuntu: libturbojpeg0; Fedora: turbojpeg; "
                + "macOS: jpeg-turbo (Homebrew); Windows: libjpeg-turbo from libjpeg-turbo.org, with turbojpeg.dll on PATH or beside AlexNetPS.dll. " + ToReadOnly
            : "libpng 1.6, which reads and writes PNG, was not found. Install it: Debian and Ubuntu: libpng16-16 (libpng16-16t64); Fedora: libpng; "
                + "macOS: libpng (Homebrew); Windows: libpng16.dll on PATH or beside AlexNetPS.dll. " + ToReadOnly);
    }

    private const string ToReadOnly = "To read pictures, AlexNetPS built with ImageSharp (dotnet build -p:UseImageSharp=true) does without it.";

    private static nint TryLoad(string candidate)
    {
        if (Path.IsPathRooted(candidate))
            return File.Exists(candidate) && NativeLibrary.TryLoad(candidate, out nint own) ? own : 0;
        return NativeLibrary.TryLoad(candidate, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out nint system) ? system : 0;
    }
}
