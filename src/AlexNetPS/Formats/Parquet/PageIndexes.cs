namespace AlexNetPS.Formats.Parquet;

/// <summary>Reads values of a page that are positions in a dictionary.</summary>
internal static class PageIndexes
{
    /// <param name="bytes">Number of bits, then runs.</param>
    /// <param name="indexes">Receives the positions.</param>
    /// <param name="count">Values of the dictionary.</param>
    /// <exception cref="FormatException">They are damaged, or outside of the dictionary.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, Span<int> indexes, int count)
    {
        if (indexes.IsEmpty)
            return;
        if (bytes.IsEmpty)
            throw Damaged();
        RunLengths.Read(bytes[1..], bytes[0], indexes);
        foreach (int index in indexes)
        {
            if ((uint)index >= (uint)count)
                throw Damaged();
        }
    }

    private static FormatException Damaged() =>
        new("it is damaged: the dictionary of a column does not have all values");
}
