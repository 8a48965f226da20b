namespace AlexNetPS.Formats.Parquet;

/// <summary>Reads Parquet's mix of runs and bit-packed groups: levels, and positions in a dictionary.</summary>
internal static class RunLengths
{
    private const int GroupValues = 8;

    /// <summary>Returns bits that numbers up to a maximum need.</summary>
    public static int BitsOf(int maximum) => maximum == 0 ? 0 : int.Log2(maximum) + 1;

    /// <summary>Fills a buffer with the numbers.</summary>
    /// <param name="bytes">Runs.</param>
    /// <param name="bits">Bits of each number, 0 to 31.</param>
    /// <param name="values">Receives as many numbers as it has room for.</param>
    /// <exception cref="FormatException">The runs end early.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, int bits, Span<int> values)
    {
        if (bits is < 0 or > 31)
            throw Damaged();
        int width = (bits + 7) / 8;
        while (!values.IsEmpty)
        {
            ulong header = Varint(ref bytes);
            if ((header & 1) == 0)
            {
                if (bytes.Length < width || header == 0)
                    throw Damaged();
                int value = 0;
                for (int i = 0; i < width; i++)
                    value |= bytes[i] << (8 * i);
                bytes = bytes[width..];
                int count = (int)Math.Min(header >> 1, (ulong)values.Length);
                values[..count].Fill(value);
                values = values[count..];
            }
            else
            {
                ulong groups = header >> 1;
                int count = (int)Math.Min(Math.Min(groups, int.MaxValue / GroupValues) * GroupValues,
                    (ulong)values.Length);
                // The last group may be cut at the end of the page.
                if (groups == 0 || (long)count * bits > 8L * bytes.Length)
                    throw Damaged();
                Unpack(bytes, bits, values[..count]);
                values = values[count..];
                bytes = bytes[(int)Math.Min((ulong)bytes.Length, groups * (ulong)bits)..];
            }
        }
    }

    private static void Unpack(ReadOnlySpan<byte> bytes, int bits, Span<int> values)
    {
        long at = 0;
        foreach (ref int value in values)
        {
            value = (int)BitsAt(bytes, at, bits);
            at += bits;
        }
    }

    /// <summary>Returns bits from a position, the lowest first; bytes after the end are 0.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">Position of the first bit.</param>
    /// <param name="count">0 to 64.</param>
    public static ulong BitsAt(ReadOnlySpan<byte> bytes, long at, int count)
    {
        ulong value = 0;
        for (int read = 0; read < count;)
        {
            int index = (int)((at + read) / 8), skip = (int)((at + read) % 8), taken = Math.Min(8 - skip, count - read);
            if (index >= bytes.Length)
                break;
            value |= (ulong)(bytes[index] >> skip & (1 << taken) - 1) << read;
            read += taken;
        }

        return value;
    }

    /// <summary>Reads a number of 7 bits a byte.</summary>
    public static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < 10 && i < bytes.Length; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw Damaged();
    }

    private static FormatException Damaged() => new("it is damaged: the levels or indexes of a page cannot be read");
}
