using System.Buffers.Binary;
using AlexNetPS.Imaging;

namespace AlexNetPS.ImageSharp;

/// <summary>Rejects truncated files of formats whose decoders would fill in the missing data.</summary>
internal static class Completeness
{
    private const int GifHeader = 13, GifDescriptor = 10;
    private const byte GifExtension = 0x21, GifFrame = 0x2C;

    /// <exception cref="ImageFormatException">The file is truncated.</exception>
    public static void Check(ImageFormat format, ReadOnlySpan<byte> file)
    {
        bool complete = format == ImageFormat.Gif ? HasFrame(file)
            : format == ImageFormat.WebP ? BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L <= file.Length
            : format == ImageFormat.Bmp ? HasRows(file)
            : true;
        if (!complete)
            throw new ImageFormatException($"damaged {format.Name}: the file ends before the image does");
    }

    /// <summary>Whether the first frame of a GIF file is complete.</summary>
    private static bool HasFrame(ReadOnlySpan<byte> file)
    {
        if (file.Length < GifHeader)
            return false;
        for (int at = GifHeader + TableLength(file[10]); at + 2 < file.Length;)
        {
            switch (file[at])
            {
                case GifExtension:
                    at = EndOfBlocks(file, at + 2);
                    break;
                case GifFrame when at + GifDescriptor < file.Length:
                    // The descriptor, its color table, and the minimum code size come before the data.
                    int data = at + GifDescriptor + TableLength(file[at + 9]);
                    long pixels = (long)BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 5)..])
                        * BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 7)..]);
                    return data < file.Length && EndOfBlocks(file, data + 1) <= file.Length
                        && GifPixels.Count(file, data, pixels) >= pixels;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether a BMP file has all its rows or, if compressed, as many bytes as the header states.</summary>
    private static bool HasRows(ReadOnlySpan<byte> file)
    {
        const int OldHeader = 12, Run8 = 1, Run4 = 2;
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        bool isOld = BinaryPrimitives.ReadUInt32LittleEndian(file[14..]) == OldHeader;
        if (file.Length < (isOld ? 26 : 38))
            return false;
        (long width, long height) = isOld
            ? (BinaryPrimitives.ReadUInt16LittleEndian(file[18..]), BinaryPrimitives.ReadUInt16LittleEndian(file[20..]))
            : (BinaryPrimitives.ReadInt32LittleEndian(file[18..]), BinaryPrimitives.ReadInt32LittleEndian(file[22..]));
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(file[(isOld ? 24 : 28)..]);
        uint packing = isOld ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(file[30..]);
        long bytes = packing is Run8 or Run4
            ? BinaryPrimitives.ReadUInt32LittleEndian(file[34..])
            : (width * bits + 31) / 32 * 4 * Math.Abs(height);
        return start + bytes <= file.Length;
    }

    private static int TableLength(byte flags) => (flags & 0x80) != 0 ? 3 << ((flags & 7) + 1) : 0;

    /// <summary>
    /// Returns the position after the empty block that ends a series of blocks; beyond the end of the file if there is
    /// none.
    /// </summary>
    private static int EndOfBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length)
        {
            int length = file[at];
            at += 1 + length;
            if (length == 0)
                return at;
        }

        return file.Length + 1;
    }
}
