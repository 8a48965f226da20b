namespace AlexNetPS.Formats.Parquet;

/// <summary>Reads DELTA_BINARY_PACKED: integers as differences, packed in blocks.</summary>
internal static class DeltaNumbers
{
    private const int MaximumBlock = 1 << 16;

    /// <summary>Reads numbers.</summary>
    /// <param name="bytes">Becomes the bytes after them.</param>
    /// <param name="expected">Number of values.</param>
    /// <exception cref="FormatException">They end early, or are more or fewer.</exception>
    public static long[] Read(ref ReadOnlySpan<byte> bytes, int expected)
    {
        ulong block = RunLengths.Varint(ref bytes), parts = RunLengths.Varint(ref bytes),
            total = RunLengths.Varint(ref bytes);
        long value = Signed(RunLengths.Varint(ref bytes));
        if (block is 0 or > MaximumBlock || parts is 0 || block % parts != 0 || block / parts % 8 != 0
            || total != (ulong)expected)
        {
            throw Damaged();
        }

        long[] values = new long[expected];
        if (expected > 0)
            values[0] = value;
        int perPart = (int)(block / parts);
        for (int next = 1; next < expected;)
        {
            long least = Signed(RunLengths.Varint(ref bytes));
            if (bytes.Length < (int)parts)
                throw Damaged();
            ReadOnlySpan<byte> widths = bytes[..(int)parts];
            bytes = bytes[(int)parts..];
            for (int part = 0; part < (int)parts && next < expected; part++)
            {
                int bits = widths[part];
                if (bits > 64 || bytes.Length < perPart / 8 * bits)
                    throw Damaged();
                for (int i = 0; i < perPart && next < expected; i++)
                {
                    long step = (long)RunLengths.BitsAt(bytes, (long)i * bits, bits);
                    values[next++] = value = unchecked(value + least + step);
                }

                bytes = bytes[(perPart / 8 * bits)..];
            }
        }

        return values;
    }

    private static long Signed(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static FormatException Damaged() => new("it is damaged: the packed numbers of a page cannot be read");
}
