using System.Buffers.Binary;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Parquet;

/// <summary>
/// A Parquet file, read a page at a time. Several threads may read; each brings its own buffers.
/// </summary>
/// <remarks>
/// Files are untrusted: nothing is allocated for a length that the file does not contain, and a page is at most
/// 256 MiB.
/// </remarks>
internal sealed class ParquetFile : IDisposable
{
    private const int EndLength = 8, MaximumFooter = 256 << 20, MaximumPage = 256 << 20;
    // A column has hardly a page without values; a file of nothing else would take minutes.
    private const int EmptyPages = 1000;

    private const int FirstHeader = 256, MaximumHeader = 16 << 20;

    private static readonly byte[] _magic = "PAR1"u8.ToArray();

    private readonly FileBytes _file;

    private ParquetFile(FileBytes file, IReadOnlyList<ParquetColumn> columns, IReadOnlyList<ParquetRowGroup> groups,
        IReadOnlyDictionary<string, string> metadata) =>
        (_file, Columns, Groups, Metadata) = (file, columns, groups, metadata);

    /// <summary>Columns of values, in the order of the file.</summary>
    public IReadOnlyList<ParquetColumn> Columns { get; }

    /// <summary>Row groups, in the order of the file.</summary>
    public IReadOnlyList<ParquetRowGroup> Groups { get; }

    /// <summary>Texts that programs added: "huggingface", "ARROW:schema".</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Number of rows.</summary>
    public long Rows => Groups.Sum(group => (long)group.Rows);

    /// <summary>Reads the metadata of a file.</summary>
    /// <exception cref="FormatException">It is no Parquet file, or damaged; the message does not name it.</exception>
    public static ParquetFile Open(string path)
    {
        var file = new FileBytes(path);
        try
        {
            if (file.Length < _magic.Length + EndLength || !file.Start(_magic.Length).AsSpan().SequenceEqual(_magic))
                throw new FormatException("it is no Parquet file");
            byte[] end = new byte[EndLength];
            file.Read(end, file.Length - EndLength);
            if (!end.AsSpan(4).SequenceEqual(_magic))
                throw new FormatException("it is truncated: it has no end of a Parquet file");
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(end);
            if (length > Math.Min(file.Length - EndLength - _magic.Length, MaximumFooter))
                throw new FormatException("it is truncated or damaged: its metadata does not fit its length");
            byte[] footer = new byte[(int)length];
            file.Read(footer, file.Length - EndLength - length);
            var (columns, groups, metadata) = ParquetFooter.Read(footer, file.Length);
            return new ParquetFile(file, columns, groups, metadata);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Returns the pages of a column in a row group.</summary>
    /// <exception cref="FormatException">A header is damaged, or the pages have more or fewer values.</exception>
    public IEnumerable<ParquetPage> Pages(ParquetRowGroup group, ParquetColumn column)
    {
        ParquetChunk chunk = group.Chunks[column.Index];
        long at = chunk.Start, end = chunk.Start + chunk.Length, values = 0;
        for (long left = chunk.Values + EmptyPages; values < chunk.Values; left--)
        {
            if (left == 0)
                throw Damaged(column);
            (ParquetPage page, int header) = ReadHeader(at, end);
            if (page.Length > end - at - header
                || page.Values > chunk.Values - values && page.Kind != ParquetPageKind.Dictionary)
            {
                throw Damaged(column);
            }

            if (page.Length > MaximumPage || page.UncompressedLength > MaximumPage)
            {
                throw new FormatException(
                    $"a page of its column '{column.Name}' has more than {MaximumPage >> 20} MiB");
            }

            if (page.Kind is ParquetPageKind.Data or ParquetPageKind.DataVersion2)
                values += page.Values;
            at += header + page.Length;
            yield return page;
        }
    }

    /// <summary>Returns the levels and values of a page, decompressed.</summary>
    /// <param name="page">The page.</param>
    /// <param name="codec">Compression of its column.</param>
    /// <param name="buffers">Buffers of the thread; the result is valid until they are used again.</param>
    /// <exception cref="FormatException">The page is damaged.</exception>
    public ReadOnlyMemory<byte> Read(in ParquetPage page, ParquetCodec codec, PageBuffers buffers)
    {
        if (buffers.Body.Length < page.Length)
            buffers.Body = GC.AllocateUninitializedArray<byte>(page.Length);
        _file.Read(buffers.Body.AsSpan(0, page.Length), page.Offset);
        if (page.Checksum is { } checksum && Crc32.Append(0, buffers.Body.AsSpan(0, page.Length)) != checksum)
            throw new FormatException("it is damaged: a page does not have its checksum");
        if (page.Kind != ParquetPageKind.DataVersion2)
        {
            return PageDecompression.Decompress(codec, buffers.Body, 0, page.Length, page.UncompressedLength,
                ref buffers.Values);
        }

        // The levels of these pages are never compressed.
        if (!page.IsCompressed || codec == ParquetCodec.Uncompressed)
            return buffers.Body.AsMemory(0, page.Length);
        int levels = page.LevelLength;
        ReadOnlyMemory<byte> values = PageDecompression.Decompress(codec, buffers.Body, levels, page.Length - levels,
            page.UncompressedLength - levels, ref buffers.Values);
        if (buffers.Joined.Length < levels + values.Length)
            buffers.Joined = GC.AllocateUninitializedArray<byte>(levels + values.Length);
        buffers.Body.AsSpan(0, levels).CopyTo(buffers.Joined);
        values.Span.CopyTo(buffers.Joined.AsSpan(levels));
        return buffers.Joined.AsMemory(0, levels + values.Length);
    }

    public void Dispose() => _file.Dispose();

    private (ParquetPage Page, int Length) ReadHeader(long at, long end)
    {
        // A header may contain the least and greatest value of its page.
        for (int size = FirstHeader; ; size *= 8)
        {
            byte[] bytes = new byte[(int)Math.Min(size, end - at)];
            _file.Read(bytes, at);
            try
            {
                return PageHeader.Read(bytes, at);
            }
            catch (EndOfThriftException) when (bytes.Length == size && size < MaximumHeader)
            {
                // The next attempt reads more.
            }
        }
    }

    private static FormatException Damaged(ParquetColumn column) =>
        new($"it is damaged: the pages of its column '{column.Name}' do not fit its metadata");
}

/// <summary>Buffers of a thread that reads pages.</summary>
internal sealed class PageBuffers
{
    public byte[] Body = [];

    public byte[] Values = [];

    public byte[] Joined = [];
}
