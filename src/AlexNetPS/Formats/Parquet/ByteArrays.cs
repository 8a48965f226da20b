using System.Buffers.Binary;

namespace AlexNetPS.Formats.Parquet;

/// <summary>Values of a page that are bytes: ranges of its memory, in any of the encodings.</summary>
/// <param name="Bytes">Memory of the page, valid as long as its buffers.</param>
/// <param name="Starts">Position of each value.</param>
/// <param name="Lengths">Length of each value.</param>
internal sealed record ByteArrays(ReadOnlyMemory<byte> Bytes, int[] Starts, int[] Lengths)
{
    private const long MaximumJoined = 256 << 20;

    public int Count => Starts.Length;

    public ReadOnlySpan<byte> this[int index] => Memory(index).Span;

    public ReadOnlyMemory<byte> Memory(int index) => Bytes.Slice(Starts[index], Lengths[index]);

    /// <summary>Reads the values after the levels of a page.</summary>
    /// <param name="bytes">The values.</param>
    /// <param name="encoding">Their encoding.</param>
    /// <param name="count">Their number.</param>
    /// <param name="dictionary">Values of the dictionary page; null if there is none.</param>
    /// <exception cref="FormatException">They are damaged, or their encoding is not read.</exception>
    public static ByteArrays Read(ReadOnlyMemory<byte> bytes, ParquetEncoding encoding, int count,
        ByteArrays? dictionary) => encoding switch
        {
            ParquetEncoding.Plain => Plain(bytes, count),
            ParquetEncoding.PlainDictionary or ParquetEncoding.Dictionary => Indexed(bytes.Span, count, dictionary),
            ParquetEncoding.DeltaLengthByteArray => DeltaLength(bytes, count),
            ParquetEncoding.DeltaByteArray => Delta(bytes, count),
            _ => throw new FormatException($"its encoding {encoding} of bytes is not read"),
        };

    private static ByteArrays Plain(ReadOnlyMemory<byte> bytes, int count)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        // Each value takes at least its length.
        if (count > span.Length / sizeof(int))
            throw Damaged();
        int[] starts = new int[count], lengths = new int[count];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            if (span.Length - at < sizeof(int))
                throw Damaged();
            int length = BinaryPrimitives.ReadInt32LittleEndian(span[at..]);
            at += sizeof(int);
            if (length < 0 || length > span.Length - at)
                throw Damaged();
            (starts[i], lengths[i]) = (at, length);
            at += length;
        }

        return new(bytes, starts, lengths);
    }

    private static ByteArrays Indexed(ReadOnlySpan<byte> bytes, int count, ByteArrays? dictionary)
    {
        if (dictionary is null)
            throw Damaged();
        int[] starts = new int[count], lengths = new int[count];
        PageIndexes.Read(bytes, starts, dictionary.Count);
        for (int i = 0; i < count; i++)
            (starts[i], lengths[i]) = (dictionary.Starts[starts[i]], dictionary.Lengths[starts[i]]);
        return new(dictionary.Bytes, starts, lengths);
    }

    private static ByteArrays DeltaLength(ReadOnlyMemory<byte> bytes, int count)
    {
        ReadOnlySpan<byte> rest = bytes.Span;
        long[] sizes = DeltaNumbers.Read(ref rest, count);
        int at = bytes.Length - rest.Length;
        int[] starts = new int[count], lengths = new int[count];
        for (int i = 0; i < count; i++)
        {
            if (sizes[i] < 0 || sizes[i] > bytes.Length - at)
                throw Damaged();
            (starts[i], lengths[i]) = (at, (int)sizes[i]);
            at += lengths[i];
        }

        return new(bytes, starts, lengths);
    }

    private static ByteArrays Delta(ReadOnlyMemory<byte> bytes, int count)
    {
        ReadOnlySpan<byte> rest = bytes.Span;
        long[] prefixes = DeltaNumbers.Read(ref rest, count);
        ByteArrays suffixes = DeltaLength(bytes[(bytes.Length - rest.Length)..], count);
        int[] starts = new int[count], lengths = new int[count];
        long total = 0;
        for (int i = 0; i < count; i++)
        {
            if (prefixes[i] < 0 || prefixes[i] > (i == 0 ? 0 : lengths[i - 1]))
                throw Damaged();
            lengths[i] = (int)prefixes[i] + suffixes.Lengths[i];
            total += lengths[i];
            if (total > MaximumJoined)
                throw new FormatException("the values of a page have more than 256 MiB");
            starts[i] = (int)(total - lengths[i]);
        }

        byte[] joined = new byte[(int)total];
        for (int i = 0; i < count; i++)
        {
            if (prefixes[i] > 0)
                joined.AsSpan(starts[i - 1], (int)prefixes[i]).CopyTo(joined.AsSpan(starts[i]));
            suffixes[i].CopyTo(joined.AsSpan(starts[i] + (int)prefixes[i]));
        }

        return new(joined, starts, lengths);
    }

    private static FormatException Damaged() => new("it is damaged: the values of a page cannot be read");
}
