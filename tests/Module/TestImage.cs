using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text;

/// <summary>
/// Draws small PNG files with nothing but the framework: a colored square at a seeded place on gray noise.
/// </summary>
public static class TestImage
{
    public static void Write(string path, int width, int height, byte red, byte green, byte blue, int seed)
    {
        var random = new Random(seed);
        int left = random.Next(width / 4), top = random.Next(height / 4);
        var rows = new byte[height * (1 + width * 3)];
        for (int y = 0, i = 0; y < height; y++)
        {
            rows[i++] = 0; // filter: none
            for (int x = 0; x < width; x++)
            {
                bool inside = x >= left && x < left + width * 3 / 4 && y >= top && y < top + height * 3 / 4;
                int noise = random.Next(40);
                rows[i++] = (byte)(inside ? red : 100 + noise);
                rows[i++] = (byte)(inside ? green : 100 + noise);
                rows[i++] = (byte)(inside ? blue : 100 + noise);
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits
        header[9] = 2; // RGB
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(rows);
        using var file = File.Create(path);
        file.Write([137, 80, 78, 71, 13, 10, 26, 10]);
        Chunk(file, "IHDR", header);
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
    }

    private static void Chunk(Stream file, string type, byte[] data)
    {
        var body = new byte[4 + data.Length];
        Encoding.ASCII.GetBytes(type, body);
        data.CopyTo(body, 4);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
