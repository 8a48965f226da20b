namespace AlexNetPS.Formats.Parquet;

/// <summary>Reads the header in front of a page.</summary>
internal static class PageHeader
{
    /// <param name="bytes">The header, and any bytes after it.</param>
    /// <param name="at">Offset of the header in the file.</param>
    /// <returns>The page, and the length of its header.</returns>
    /// <exception cref="FormatException">The header is damaged.</exception>
    public static (ParquetPage Page, int Length) Read(ReadOnlySpan<byte> bytes, long at)
    {
        var reader = new ThriftReader(bytes);
        var page = new ParquetPage(ParquetPageKind.Data, 0, 0, 0, 0, ParquetEncoding.Plain);
        for (int field = 0; reader.Next(ref field, out ThriftType type);)
        {
            switch (field, type)
            {
                case (1, ThriftType.Int32):
                    page = page with { Kind = (ParquetPageKind)reader.Count() };
                    break;
                case (2, ThriftType.Int32):
                    page = page with { UncompressedLength = reader.Count() };
                    break;
                case (3, ThriftType.Int32):
                    page = page with { Length = reader.Count() };
                    break;
                case (4, ThriftType.Int32):
                    page = page with { Checksum = unchecked((uint)reader.Number()) };
                    break;
                case (5 or 7, ThriftType.Struct):
                    ReadFirstVersion(ref reader, ref page);
                    break;
                case (8, ThriftType.Struct):
                    ReadSecondVersion(ref reader, ref page);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return page.LevelLength <= Math.Min(page.Length, page.UncompressedLength)
            ? (page with { Offset = at + reader.Position }, reader.Position)
            : throw new FormatException("it is damaged: the header of a page contradicts itself");
    }

    private static void ReadFirstVersion(ref ThriftReader reader, ref ParquetPage page)
    {
        for (int field = 0; reader.Next(ref field, out ThriftType type);)
        {
            if (field == 1 && type == ThriftType.Int32)
                page = page with { Values = reader.Count() };
            else if (field == 2 && type == ThriftType.Int32)
                page = page with { Encoding = (ParquetEncoding)reader.Count() };
            else
                reader.Skip(type);
        }
    }

    private static void ReadSecondVersion(ref ThriftReader reader, ref ParquetPage page)
    {
        (int levels, bool isCompressed) = (0, true);
        for (int field = 0; reader.Next(ref field, out ThriftType type);)
        {
            switch (field, type)
            {
                case (1, ThriftType.Int32):
                    page = page with { Values = reader.Count() };
                    break;
                case (4, ThriftType.Int32):
                    page = page with { Encoding = (ParquetEncoding)reader.Count() };
                    break;
                case (5 or 6, ThriftType.Int32):
                    levels = (int)Math.Min(int.MaxValue, levels + (long)reader.Count());
                    break;
                case (7, ThriftType.True or ThriftType.False):
                    isCompressed = type == ThriftType.True;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        page = page with { LevelLength = levels, IsCompressed = isCompressed };
    }
}
