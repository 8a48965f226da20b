using System.Buffers.Binary;
using System.Text;
using AlexNetPS.Formats.Checksums;

namespace AlexNetPS.Formats.Parquet;

/// <summary>
/// Writes a Parquet file of bytes, texts and 64-bit numbers, uncompressed and without dictionaries: images are
/// compressed already, and equal rows produce equal bytes.
/// </summary>
/// <remarks>A value of bytes is a page of its own, so that a reader finds each image without reading others.</remarks>
internal sealed class ParquetWriter : IDisposable
{
    private const int Plain = 0, RunLength = 3, Optional = 1, ConvertedText = 0;

    private readonly Stream _file;
    private readonly IReadOnlyList<ParquetColumn> _columns;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _metadata;
    private readonly List<object?[]> _rows = [];
    private readonly List<(int Rows, Chunk[] Chunks)> _groups = [];
    private long _position;

    private sealed record Chunk(long Start, long Length);

    /// <param name="file">Receives the file; stays open.</param>
    /// <param name="columns">Names and types; all columns are optional.</param>
    /// <param name="metadata">Texts of programs.</param>
    public ParquetWriter(Stream file, IReadOnlyList<ParquetColumn> columns,
        IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        (_file, _columns, _metadata) = (file, columns, metadata);
        Write("PAR1"u8);
    }

    /// <summary>Bytes written, without the rows that are collected.</summary>
    public long Position => _position;

    /// <summary>Returns an optional column.</summary>
    public static ParquetColumn Column(int index, ParquetType type, bool isText, params string[] path) =>
        new(path, type, isText, path.Length, false, index);

    /// <summary>Adds a row: a byte[], string, long or null for each column.</summary>
    public void Add(params object?[] row) => _rows.Add(row);

    /// <summary>Writes the rows since the last call as a row group.</summary>
    public void EndGroup()
    {
        if (_rows.Count == 0)
            return;
        Chunk[] chunks = [.. _columns.Select(WriteColumn)];
        _groups.Add((_rows.Count, chunks));
        _rows.Clear();
    }

    /// <summary>Writes the metadata, which complete the file.</summary>
    public void Complete()
    {
        EndGroup();
        var footer = new ThriftWriter();
        footer.Struct(WriteFooter);
        Write(footer.Bytes);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Bytes.Length);
        Write(length);
        Write("PAR1"u8);
    }

    public void Dispose() => _rows.Clear();

    private Chunk WriteColumn(ParquetColumn column)
    {
        long start = _position;
        bool isBlob = column is { Type: ParquetType.ByteArray, IsText: false };
        for (int i = 0; i < _rows.Count; i += isBlob ? 1 : _rows.Count)
            WritePage(column, i, isBlob ? 1 : _rows.Count);
        return new(start, _position - start);
    }

    private void WritePage(ParquetColumn column, int first, int count)
    {
        var levels = new MemoryStream();
        var values = new MemoryStream();
        // Groups are never null, so a null is one level below.
        for (int i = 0; i < count;)
        {
            bool isNull = _rows[first + i][column.Index] is null;
            int run = 1;
            while (i + run < count && _rows[first + i + run][column.Index] is null == isNull)
                run++;
            WriteVarint(levels, (uint)run << 1);
            levels.WriteByte((byte)(column.Definitions - (isNull ? 1 : 0)));
            i += run;
        }

        Span<byte> number = stackalloc byte[sizeof(long)];
        for (int i = 0; i < count; i++)
        {
            switch (_rows[first + i][column.Index])
            {
                case long value:
                    BinaryPrimitives.WriteInt64LittleEndian(number, value);
                    values.Write(number);
                    break;
                case string text:
                    WriteBytes(values, Encoding.UTF8.GetBytes(text));
                    break;
                case byte[] bytes:
                    WriteBytes(values, bytes);
                    break;
            }
        }

        BinaryPrimitives.WriteInt32LittleEndian(number, (int)levels.Length);
        Span<byte> prefix = number[..sizeof(int)];
        ReadOnlySpan<byte> levelBytes = levels.GetBuffer().AsSpan(0, (int)levels.Length),
            valueBytes = values.GetBuffer().AsSpan(0, (int)values.Length);
        uint checksum = Crc32.Append(Crc32.Append(Crc32.Append(0, prefix), levelBytes), valueBytes);
        int length = prefix.Length + levelBytes.Length + valueBytes.Length;
        var header = new ThriftWriter();
        header.Struct(page => page.Int32(1, (int)ParquetPageKind.Data).Int32(2, length).Int32(3, length)
            .Int32(4, unchecked((int)checksum))
            .Struct(5, data => data.Int32(1, count).Int32(2, Plain).Int32(3, RunLength).Int32(4, RunLength)));
        Write(header.Bytes);
        Write(prefix);
        Write(levelBytes);
        Write(valueBytes);
    }

    private void WriteFooter(ThriftWriter footer) => footer.Int32(1, 2)
        .List(2, ThriftType.Struct, Schema(), static (writer, element) => writer.Struct(element))
        .Int64(3, _groups.Sum(group => (long)group.Rows))
        .List(4, ThriftType.Struct, _groups, (writer, group) => writer.Struct(one => one
            .List(1, ThriftType.Struct, _columns, (columns, column) => columns.Struct(chunk => chunk
                .Int64(2, group.Chunks[column.Index].Start)
                .Struct(3, data => WriteChunk(data, column, group.Rows, group.Chunks[column.Index]))))
            .Int64(2, group.Chunks.Sum(chunk => chunk.Length))
            .Int64(3, group.Rows)))
        .List(5, ThriftType.Struct, _metadata, static (writer, pair) =>
            writer.Struct(one => one.Text(1, pair.Key).Text(2, pair.Value)))
        .Text(6, "AlexNetPS");

    private static void WriteChunk(ThriftWriter data, ParquetColumn column, int rows, Chunk chunk) => data
        .Int32(1, (int)column.Type)
        .List(2, ThriftType.Int32, [Plain, RunLength], static (writer, encoding) => writer.Number(encoding))
        .List(3, ThriftType.Binary, column.Path, static (writer, name) => writer.Text(name))
        .Int32(4, (int)ParquetCodec.Uncompressed)
        .Int64(5, rows)
        .Int64(6, chunk.Length)
        .Int64(7, chunk.Length)
        .Int64(9, chunk.Start);

    /// <summary>Returns the elements of the tree, a group before its columns.</summary>
    private List<Action<ThriftWriter>> Schema()
    {
        IGrouping<string, ParquetColumn>[] fields = [.. _columns.GroupBy(column => column.Path[0])];
        List<Action<ThriftWriter>> elements = [root => root.Text(4, "schema").Int32(5, fields.Length)];
        foreach (IGrouping<string, ParquetColumn> field in fields)
        {
            if (field.First().Path.Count > 1)
                elements.Add(group => group.Int32(3, Optional).Text(4, field.Key).Int32(5, field.Count()));
            foreach (ParquetColumn column in field)
            {
                elements.Add(leaf =>
                {
                    leaf.Int32(1, (int)column.Type).Int32(3, Optional).Text(4, column.Path[^1]);
                    if (column.IsText)
                        leaf.Int32(6, ConvertedText).Struct(10, type => type.Struct(1, static _ => { }));
                });
            }
        }

        return elements;
    }

    private static void WriteVarint(MemoryStream stream, uint value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }

    private static void WriteBytes(MemoryStream stream, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        stream.Write(length);
        stream.Write(bytes);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _position += bytes.Length;
    }
}
