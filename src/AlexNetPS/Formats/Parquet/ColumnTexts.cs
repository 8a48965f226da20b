using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AlexNetPS.Formats.Parquet;

/// <summary>Reads a column of numbers or texts as text, a row group at a time.</summary>
internal static class ColumnTexts
{
    private static readonly UTF8Encoding _utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Whether a column is read: one value a row, of a type that is a number, a truth or text.</summary>
    public static bool Reads(ParquetColumn column) => !column.IsRepeated && column.Type switch
    {
        ParquetType.ByteArray => column.IsText,
        ParquetType.Int96 or ParquetType.FixedByteArray => false,
        _ => true,
    };

    /// <summary>Returns a text for each row; null for one without value.</summary>
    /// <exception cref="FormatException">The column is damaged.</exception>
    public static string?[] Read(ParquetFile file, ParquetRowGroup group, ParquetColumn column, PageBuffers buffers)
    {
        ParquetChunk chunk = group.Chunks[column.Index];
        if (chunk.Values != group.Rows)
            throw new FormatException($"it is damaged: its column '{column.Name}' does not have a value for each row");
        string?[] rows = new string?[group.Rows];
        string[]? dictionary = null;
        int row = 0;
        foreach (ParquetPage page in file.Pages(group, column))
        {
            if (page.Kind is not (ParquetPageKind.Data or ParquetPageKind.DataVersion2 or ParquetPageKind.Dictionary))
                continue;
            ReadOnlyMemory<byte> bytes = file.Read(page, chunk.Codec, buffers);
            if (page.Kind == ParquetPageKind.Dictionary)
            {
                dictionary = Values(bytes, ParquetEncoding.Plain, page.Values, column.Type, null);
                continue;
            }

            bytes = PageLevels.Read(page, column, bytes, out bool[]? isPresent);
            string[] values = Values(bytes, page.Encoding, PageLevels.Count(page, isPresent), column.Type, dictionary);
            for (int i = 0, next = 0; i < page.Values; i++, row++)
                rows[row] = isPresent?[i] != false ? values[next++] : null;
        }

        return rows;
    }

    private static string[] Values(ReadOnlyMemory<byte> bytes, ParquetEncoding encoding, int count, ParquetType type,
        string[]? dictionary)
    {
        if (encoding is ParquetEncoding.Dictionary or ParquetEncoding.PlainDictionary)
        {
            int[] indexes = new int[count];
            PageIndexes.Read(bytes.Span, indexes, dictionary?.Length ?? 0);
            return Array.ConvertAll(indexes, index => dictionary![index]);
        }

        return type switch
        {
            ParquetType.ByteArray => Texts(ByteArrays.Read(bytes, encoding, count, null)),
            ParquetType.Boolean => Truths(bytes.Span, encoding, count),
            _ when encoding == ParquetEncoding.DeltaBinary && type is ParquetType.Int32 or ParquetType.Int64 =>
                Deltas(bytes.Span, count),
            _ when encoding == ParquetEncoding.Plain => Numbers(bytes.Span, count, type),
            _ => throw new FormatException($"its encoding {encoding} of numbers is not read"),
        };
    }

    private static string[] Texts(ByteArrays values)
    {
        string[] texts = new string[values.Count];
        try
        {
            for (int i = 0; i < texts.Length; i++)
                texts[i] = _utf8.GetString(values[i]);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("a text in it is not UTF-8", e);
        }

        return texts;
    }

    private static string[] Truths(ReadOnlySpan<byte> bytes, ParquetEncoding encoding, int count)
    {
        int[] values = new int[count];
        if (encoding == ParquetEncoding.RunLength)
        {
            RunLengths.Read(bytes[Math.Min(sizeof(int), bytes.Length)..], 1, values);
        }
        else if (encoding == ParquetEncoding.Plain && count <= 8L * bytes.Length)
        {
            for (int i = 0; i < count; i++)
                values[i] = (int)RunLengths.BitsAt(bytes, i, 1);
        }
        else
        {
            throw Damaged();
        }

        return Array.ConvertAll(values, value => value == 1 ? bool.TrueString : bool.FalseString);
    }

    private static string[] Deltas(ReadOnlySpan<byte> bytes, int count) =>
        Array.ConvertAll(DeltaNumbers.Read(ref bytes, count), value => value.ToString(CultureInfo.InvariantCulture));

    private static string[] Numbers(ReadOnlySpan<byte> bytes, int count, ParquetType type)
    {
        int width = type is ParquetType.Int32 or ParquetType.Single ? sizeof(int) : sizeof(long);
        if ((long)count * width > bytes.Length)
            throw Damaged();
        string[] texts = new string[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> value = bytes.Slice(i * width, width);
            texts[i] = type switch
            {
                ParquetType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(value).ToString(CultureInfo.InvariantCulture),
                ParquetType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(value).ToString(CultureInfo.InvariantCulture),
                ParquetType.Single => BinaryPrimitives.ReadSingleLittleEndian(value).ToString(CultureInfo.InvariantCulture),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(value).ToString(CultureInfo.InvariantCulture),
            };
        }

        return texts;
    }

    private static FormatException Damaged() => new("it is damaged: the values of a page cannot be read");
}
