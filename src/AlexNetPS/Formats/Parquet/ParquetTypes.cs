namespace AlexNetPS.Formats.Parquet;

/// <summary>Physical types; the values are those of the format.</summary>
internal enum ParquetType : long
{
    Boolean,
    Int32,
    Int64,
    Int96,
    Single,
    Double,
    ByteArray,
    FixedByteArray,
}

/// <summary>Encodings of values; the values are those of the format.</summary>
internal enum ParquetEncoding : long
{
    Plain = 0,
    PlainDictionary = 2,
    RunLength = 3,
    BitPacked = 4,
    DeltaBinary = 5,
    DeltaLengthByteArray = 6,
    DeltaByteArray = 7,
    Dictionary = 8,
    ByteStreamSplit = 9,
}

/// <summary>Compression of pages; the values are those of the format.</summary>
internal enum ParquetCodec : long
{
    Uncompressed,
    Snappy,
    Gzip,
    Lzo,
    Brotli,
    Lz4,
    Zstandard,
    Lz4Raw,
}

/// <summary>A column of values.</summary>
/// <param name="Path">Names from the outermost group to the column: image, bytes.</param>
/// <param name="Type">Physical type.</param>
/// <param name="IsText">Whether a byte array is text in UTF-8.</param>
/// <param name="Definitions">Number of optional levels; a value below it is null.</param>
/// <param name="IsRepeated">Whether a row may have several values.</param>
/// <param name="Index">Position in each row group.</param>
internal sealed record ParquetColumn(IReadOnlyList<string> Path, ParquetType Type, bool IsText, int Definitions,
    bool IsRepeated, int Index)
{
    /// <summary>Names joined by dots.</summary>
    public string Name { get; } = string.Join('.', Path);
}

/// <summary>The pages of a column in a row group: a range of the file.</summary>
/// <param name="Start">Offset of the first page's header.</param>
/// <param name="Length">Length in bytes, with headers.</param>
/// <param name="Values">Number of values, null or not.</param>
/// <param name="UncompressedLength">Length in bytes after decompression, as the file states it.</param>
/// <param name="Codec">Compression.</param>
internal readonly record struct ParquetChunk(long Start, long Length, long Values, long UncompressedLength,
    ParquetCodec Codec);

/// <summary>Rows whose columns lie together.</summary>
/// <param name="FirstRow">Position of its first row in the file.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Chunks">A range for each column.</param>
internal sealed record ParquetRowGroup(long FirstRow, int Rows, IReadOnlyList<ParquetChunk> Chunks);

/// <summary>A page of a column: where it is, and what its header states.</summary>
/// <param name="Kind">Kind of the page.</param>
/// <param name="Offset">Offset of its body.</param>
/// <param name="Length">Length of its body in bytes.</param>
/// <param name="UncompressedLength">Length of its body after decompression.</param>
/// <param name="Values">Number of values, null or not.</param>
/// <param name="Encoding">Encoding of the values.</param>
internal readonly record struct ParquetPage(ParquetPageKind Kind, long Offset, int Length, int UncompressedLength,
    int Values, ParquetEncoding Encoding)
{
    /// <summary>Bytes of the levels before the values; of the second version of pages only.</summary>
    public int LevelLength { get; init; }

    /// <summary>Whether the values are compressed; of the second version of pages only.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>CRC-32 of the body; null if there is none.</summary>
    public uint? Checksum { get; init; }
}

/// <summary>Kinds of pages.</summary>
internal enum ParquetPageKind : long
{
    Data,
    Index,
    Dictionary,
    DataVersion2,
}
