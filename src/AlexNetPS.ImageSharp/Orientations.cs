using System.Buffers.Binary;
using AlexNetPS.Imaging;

namespace AlexNetPS.ImageSharp;

/// <summary>
/// Finds the orientation of an image in its EXIF data or, if they state none, in its XMP packet. A TIFF file is itself
/// EXIF data, a WebP file has a chunk for each.
/// </summary>
internal static class Orientations
{
    public static Orientation Read(ImageFormat format, ReadOnlySpan<byte> file) =>
        (format == ImageFormat.Tiff ? Find(file, ExifOrientation.FindXmp(file))
        : format == ImageFormat.WebP ? Find(WebPChunk(file, "EXIF"u8), WebPChunk(file, "XMP "u8))
        : null) ?? Orientation.Upright;

    private static Orientation? Find(ReadOnlySpan<byte> exif, ReadOnlySpan<byte> xmp) =>
        ExifOrientation.Find(exif) ?? XmpOrientation.Find(xmp);

    /// <summary>Returns the data of the first chunk of a type; empty if there is none.</summary>
    private static ReadOnlySpan<byte> WebPChunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        for (ReadOnlySpan<byte> rest = file[12..]; rest.Length >= 8;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > (uint)rest.Length - 8)
                break;
            if (rest.StartsWith(type))
                return rest.Slice(8, (int)length);
            // Chunks start at even offsets.
            rest = rest[(int)Math.Min(rest.Length, 8L + length + (length & 1))..];
        }

        return default;
    }
}
