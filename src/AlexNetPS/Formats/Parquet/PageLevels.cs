using System.Buffers.Binary;

namespace AlexNetPS.Formats.Parquet;

/// <summary>Reads which values of a page are null.</summary>
internal static class PageLevels
{
    /// <summary>Returns the bytes of the values of a page, and which rows have one.</summary>
    /// <param name="page">The page.</param>
    /// <param name="column">Its column, which is not repeated.</param>
    /// <param name="bytes">Levels and values.</param>
    /// <param name="isPresent">Whether each row has a value; null if all have.</param>
    /// <returns>The values.</returns>
    /// <exception cref="FormatException">The levels are damaged.</exception>
    public static ReadOnlyMemory<byte> Read(in ParquetPage page, ParquetColumn column, ReadOnlyMemory<byte> bytes,
        out bool[]? isPresent)
    {
        isPresent = null;
        if (column.Definitions == 0)
            return bytes;
        int start = 0, length = page.LevelLength;
        if (page.Kind == ParquetPageKind.Data)
        {
            start = sizeof(int);
            if (bytes.Length < start)
                throw Damaged();
            length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        }

        if (length < 0 || length > bytes.Length - start)
            throw Damaged();
        int[] levels = new int[page.Values];
        RunLengths.Read(bytes.Span.Slice(start, length), RunLengths.BitsOf(column.Definitions), levels);
        if (levels.AsSpan().ContainsAnyExcept(column.Definitions))
            isPresent = Array.ConvertAll(levels, level => level == column.Definitions);
        return bytes[(start + length)..];
    }

    /// <summary>Returns the number of rows that have a value.</summary>
    public static int Count(in ParquetPage page, bool[]? isPresent) =>
        isPresent is null ? page.Values : isPresent.AsSpan().Count(true);

    private static FormatException Damaged() => new("it is damaged: the levels of a page cannot be read");
}
