using System.Buffers.Binary;
using System.IO.Compression;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Imaging;

/// <summary>Writes PNG files chunk by chunk.</summary>
internal static class PngFile
{
    public static byte[] End => Chunk("IEND"u8, []);

    /// <summary>An RGB file without its end chunk.</summary>
    public static byte[] WithoutEnd(RgbImage image, params byte[][] chunksBefore) =>
    [
        .. Header(image.Width, image.Height), .. chunksBefore.SelectMany(chunk => chunk),
        .. Chunk("IDAT"u8, Zlib(Rows(image))),
    ];

    public static byte[] Header(int width, int height, byte bits = 8, byte color = 2, byte interlace = 0)
    {
        byte[] data = [0, 0, 0, 0, 0, 0, 0, 0, bits, color, 0, 0, interlace];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR"u8, data)];
    }

    public static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = [0, 0, 0, 0, .. type, .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32.Append(0, chunk.AsSpan(4..^4)));
        return chunk;
    }

    public static byte[] Rows(RgbImage image) =>
        [.. image.Pixels.Chunk(image.Width * 3).SelectMany(row => (byte[])[0, .. row])];

    public static byte[] Zlib(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.SmallestSize))
            stream.Write(bytes);
        return packed.ToArray();
    }
}
