using System.Buffers.Binary;
using System.IO.Compression;
using AlexNetPS.Formats.Checksums;

namespace AlexNetPS.Imaging.Png;

/// <summary>
/// Finds out whether a PNG file has all its pixels, and writes it again if only its end is missing: the last checksums
/// of its data may be missing as well, which decoders do not forgive.
/// </summary>
internal static class PngCompletion
{
    /// <summary>
    /// Checks that all pixels are there. ImageSharp does not: it leaves the rest of an image black, and never returns
    /// from an interlaced one.
    /// </summary>
    /// <exception cref="ImageFormatException">Pixels are missing or damaged.</exception>
    public static void Check(ReadOnlySpan<byte> file, PngHeader header)
    {
        using MemoryStream data = ReadData(file, Stream.Null);
        CopyRows(data, header, Stream.Null);
    }

    /// <summary>Writes a file without its end again.</summary>
    /// <exception cref="ImageFormatException">Pixels are missing or damaged.</exception>
    public static byte[] Complete(ReadOnlySpan<byte> file, PngHeader header)
    {
        var target = new MemoryStream();
        target.Write(PngChunks.Signature);
        using MemoryStream data = ReadData(file, target), packed = new();
        // More does not fit into one chunk, nor into an array.
        if (header.RowBytes > Array.MaxLength / 2)
            throw Incomplete();
        using (var deflated = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            CopyRows(data, header, deflated);
        WriteChunk(target, PngChunks.Idat, packed.ToArray());
        WriteChunk(target, PngChunks.Iend, []);
        return target.ToArray();
    }

    /// <summary>Returns the compressed pixels, and writes the chunks that stand before them.</summary>
    private static MemoryStream ReadData(ReadOnlySpan<byte> file, Stream target)
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

    /// <summary>Copies the rows, inflated.</summary>
    private static void CopyRows(MemoryStream data, PngHeader header, Stream target)
    {
        long left = header.RowBytes;
        if (left == 0)
            throw Incomplete();
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        byte[] part = new byte[1 << 14];
        while (left > 0)
        {
            int count = ReadPart(inflated, part.AsSpan(0, (int)Math.Min(part.Length, left)));
            if (count == 0)
                throw Incomplete();
            target.Write(part, 0, count);
            left -= count;
        }
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

    /// <summary>Whether a type is four letters, as each has to be: zeros follow a file on a damaged disk.</summary>
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
