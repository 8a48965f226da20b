using System.Runtime.InteropServices;

namespace AlexNetPS.Imaging.Jpeg;

/// <summary>The used part of libjpeg-turbo's TurboJPEG API, version 2, which version 3 still exports.</summary>
internal static unsafe partial class TurboJpeg
{
    public const int FormatRgb = 0, FormatCmyk = 11;
    public const int ColorspaceCmyk = 3, ColorspaceYcck = 4;

    /// <summary>
    /// Limits a progressive file, which may hold thousands of scans that each cost a full pass, to the library's limit
    /// of 500.
    /// </summary>
    public const int FlagLimitScans = 32768;

    public const int ErrorWarning = 0;

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial nint tjInitDecompress();

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial int tjDestroy(nint handle);

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial int tjDecompressHeader3(nint handle, byte* jpeg, CULong length, out int width, out int height,
        out int subsampling, out int colorspace);

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial int tjDecompress2(nint handle, byte* jpeg, CULong length, byte* pixels, int width, int pitch,
        int height, int format, int flags);

    [LibraryImport(NativeLibraries.TurboJpeg)]
    public static partial int tjGetErrorCode(nint handle);

    [LibraryImport(NativeLibraries.TurboJpeg)]
    private static partial byte* tjGetErrorStr2(nint handle);

    public static string Message(nint handle) =>
        Marshal.PtrToStringUTF8((nint)tjGetErrorStr2(handle)) ?? "unknown error";
}
