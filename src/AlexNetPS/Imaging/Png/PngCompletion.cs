using System.Buffers.Binary;
using System.IO.Compression;
using AlexNetPS.Formats.Checksums;

namespace AlexNetPS.Imaging.Png;

/// <summary>
/// Writes a PNG file whose end is missing again, if its pixels are complete: the last checksums of its data may be
/// missing as well, which decoders do not forgive.
/// </summary>
internal static class PngCompletion
{
    /// <exception cref="ImageFormatException">Pixels are missing or damaged.</exception>
    public static byte[] Complete(ReadOnlySpan<byte> file, PngHeader header)
    {
        var target = new MemoryStream();
        target.Write(PngChunks.Signature);
        using MemoryStream data = ReadData(file, target);
        WriteChunk(target, PngChunks.Idat, Repack(data, header.RowBytes));
        WriteChunk(target, PngChunks.Iend, []);
        return target.ToArray();
    }

    /// <summary>Returns the compressed pixels, and writes the chunks that stand before them.</summary>
    private static MemoryStream ReadData(ReadOnlySpan<byte> file, MemoryStream target)
    {
        var data = new MemoryStream();
        var chunks = new PngChunks(file);
        while (chunks.Next() && IsName(chunks.Type))
        {
            if (chunks.Type == PngChunks.Idat)
            {
                if (Checksum(chunks.Whole[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(chunks.Whole[^4..]))
                    throw new ImageFormatException("damaged PNG: IDAT: CRC error");
                data.Write(chunks.Data);
            }
            else if (data.Length == 0 && (chunks.IsCritical || chunks.Type == PngChunks.Trns))
            {
                target.Write(chunks.Whole);
            }
        }

        // The last chunk is cut: in its data, or in its checksum.
        ReadOnlySpan<byte> rest = chunks.Rest;
        if (rest.Length > 8 && BinaryPrimitives.ReadUInt32BigEndian(rest[4..]) == PngChunks.Idat)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            data.Write(rest.Slice(8, (int)Math.Min(length, rest.Length - 8)));
        }

        data.Position = 0;
        return data;
    }

    /// <summary>Returns the pixels as a new zlib stream.</summary>
    private static byte[] Repack(MemoryStream data, long length)
    {
        // More does not fit into one chunk, nor into an array.
        if (length == 0 || length > Array.MaxLength / 2)
            throw Incomplete();
        using var packed = new MemoryStream();
        using (var inflated = new ZLibStream(data, CompressionMode.Decompress))
        using (var deflated = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            byte[] part = new byte[1 << 16];
            while (length > 0)
            {
                int count = ReadPart(inflated, part.AsSpan(0, (int)Math.Min(part.Length, length)));
                if (count == 0)
                    throw Incomplete();
                deflated.Write(part, 0, count);
                length -= count;
            }
        }

        return packed.ToArray();
    }

    /// <returns>0 at the end, and at damage, which ends a truncated stream as well.</returns>
    private static int ReadPart(ZLibStream inflated, Span<byte> part)
    {
        try
        {
            return inflated.Read(part);
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    private static void WriteChunk(MemoryStream target, uint type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        target.Write(number);
        BinaryPrimitives.WriteUInt32BigEndian(number, type);
        target.Write(number);
        target.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(Checksum(number), data));
        target.Write(number);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes) => Crc32.Append(0, bytes);

    /// <summary>Whether a type consists of four letters, as each has to: zeros follow a file on a damaged disk.</summary>
    private static bool IsName(uint type)
    {
        for (int shift = 0; shift < 32; shift += 8)
        {
            if (!char.IsAsciiLetter((char)(byte)(type >> shift)))
                return false;
        }

        return true;
    }

    private static ImageFormatException Incomplete() => new("damaged PNG: the file ends before the image does");
}
