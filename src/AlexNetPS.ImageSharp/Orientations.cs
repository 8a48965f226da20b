using System.Buffers.Binary;
using AlexNetPS.Imaging;

namespace AlexNetPS.ImageSharp;

/// <summary>
/// Reads the EXIF orientation of an image: a TIFF file is itself EXIF data, a WebP file has an EXIF chunk.
/// </summary>
internal static class Orientations
{
    public static Orientation Read(ImageFormat format, ReadOnlySpan<byte> file) =>
        format == ImageFormat.Tiff ? ExifOrientation.Read(file)
        : format == ImageFormat.WebP ? ReadWebP(file)
        : Orientation.Upright;

    private static Orientation ReadWebP(ReadOnlySpan<byte> file)
    {
        for (ReadOnlySpan<byte> rest = file[12..]; rest.Length >= 8;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > (uint)rest.Length - 8)
                break;
            if (rest.StartsWith("EXIF"u8))
            {
                ReadOnlySpan<byte> exif = rest.Slice(8, (int)length);
                return ExifOrientation.Read(exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif);
            }

            // Chunks start at even offsets.
            rest = rest[(int)Math.Min(rest.Length, 8 + length + (length & 1))..];
        }

        return Orientation.Upright;
    }
}
