using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AlexNetPS.Imaging.Png;

/// <summary>libpng's simplified API (png_image), stable throughout version 1.6.</summary>
internal static unsafe partial class LibPng
{
    public const uint ImageVersion = 1;
    public const uint FormatAlpha = 1, FormatColor = 2;
    public const uint Warning = 1;

    /// <summary>Treats 16-bit files as sRGB-encoded, like 8-bit files, instead of linear light.</summary>
    public const uint Flag16BitSrgb = 4;

    [LibraryImport(NativeLibraries.Png)]
    public static partial int png_image_begin_read_from_memory(ref PngImage image, byte* memory, nuint size);

    [LibraryImport(NativeLibraries.Png)]
    public static partial int png_image_finish_read(ref PngImage image, void* background, byte* buffer, int rowStride,
        void* colormap);

    [LibraryImport(NativeLibraries.Png)]
    public static partial void png_image_free(ref PngImage image);
}

/// <summary>struct png_image of png.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PngImage
{
    public nint Opaque;
    public uint Version;
    public uint Width;
    public uint Height;
    public uint Format;
    public uint Flags;
    public uint ColormapEntries;
    public uint WarningOrError;
    public PngMessage Message;

    public readonly string MessageText
    {
        get
        {
            ReadOnlySpan<byte> text = Message;
            int end = text.IndexOf((byte)0);
            return System.Text.Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
        }
    }
}

/// <summary>char message[64].</summary>
[InlineArray(64)]
internal struct PngMessage
{
    private byte _first;
}
