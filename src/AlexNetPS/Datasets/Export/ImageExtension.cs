using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Export;

/// <summary>Extension of an image whose name has none.</summary>
internal static class ImageExtension
{
    private const string Unknown = ".img";

    /// <summary>Returns the extension by the first bytes of a file, with the dot; ".img" for an unknown one.</summary>
    public static string Of(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ".jpg"
        : file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? ".png"
        : file.StartsWith("GIF8"u8) ? ".gif"
        : file.StartsWith("BM"u8) ? ".bmp"
        : file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) ? ".tif"
        : file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8) ? ".webp"
        : Unknown;

    /// <summary>
    /// Returns the extension by the bytes, which readers of tars go by; that of the name if their format is unknown.
    /// </summary>
    public static string OfContent(string name, ReadOnlySpan<byte> file) =>
        Of(file) is var known && known != Unknown ? known : Path.GetExtension(name).ToLowerInvariant();

    /// <summary>Returns the extension of a name if it is one of an image, or that of the bytes.</summary>
    public static string Of(string name, ReadOnlySpan<byte> file) =>
        ImageNames.IsImage(name) ? Path.GetExtension(name) : Of(file);
}
