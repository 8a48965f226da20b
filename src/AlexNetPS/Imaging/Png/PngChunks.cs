using System.Buffers.Binary;

namespace AlexNetPS.Imaging.Png;

/// <summary>Iterates over a PNG file's chunks and keeps those that determine its pixels.</summary>
/// <remarks>
/// Gamma, color profile and text are removed before libpng sees the file: Pillow and torchvision, which produced the
/// published models' pixels, ignore them too, and compressed text is a known decompression bomb.
/// </remarks>
internal static class PngChunks
{
    private const uint Ihdr = 0x49484452, Iend = 0x49454E44, Trns = 0x74524E53, Exif = 0x65584966;

    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads the image size from the header.</summary>
    public static (uint Width, uint Height) ReadSize(ReadOnlySpan<byte> file)
    {
        if (file.Length < 33 || BinaryPrimitives.ReadUInt32BigEndian(file[12..]) != Ihdr)
            throw new ImageFormatException("damaged PNG: no header");
        return (BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..]));
    }

    /// <summary>Whether the image is interlaced with 16 bits per channel.</summary>
    public static bool IsInterlacedOf16Bits(ReadOnlySpan<byte> file) => file.Length > 28
        && (file[24], file[28]) == (16, 1);

    /// <summary>Copies the signature, critical chunks and transparency.</summary>
    /// <returns>Bytes written, at most the file's length.</returns>
    public static int CopyEssential(ReadOnlySpan<byte> file, Span<byte> target, out Orientation orientation)
    {
        orientation = Orientation.Upright;
        Signature.CopyTo(target);
        int written = Signature.Length;
        for (int at = Signature.Length; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            uint type = BinaryPrimitives.ReadUInt32BigEndian(file[(at + 4)..]);
            if (length > (uint)(file.Length - at - 12))
                break;
            ReadOnlySpan<byte> chunk = file.Slice(at, (int)length + 12);
            bool critical = (type & 0x20000000) == 0;
            if (critical || type == Trns)
            {
                chunk.CopyTo(target[written..]);
                written += chunk.Length;
            }
            else if (type == Exif)
            {
                orientation = ExifOrientation.Read(chunk.Slice(8, (int)length));
            }

            at += chunk.Length;
            if (type == Iend)
                return written;
        }

        throw new ImageFormatException("damaged PNG: the file ends before the image does");
    }
}
