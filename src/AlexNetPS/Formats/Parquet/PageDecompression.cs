using System.IO.Compression;
using AlexNetPS.Formats.Plugins;

namespace AlexNetPS.Formats.Parquet;

/// <summary>Decompresses pages. Memory follows the bytes that arrive, not the length that a header states.</summary>
internal static class PageDecompression
{
    // A copy of 64 bytes takes 3 in Snappy.
    private const int SnappyRatio = 64, FirstPiece = 1 << 16;

    private static readonly Lazy<IBlockDecompressor> _plugin =
        new(() => Plugin.Create<IBlockDecompressor>("AlexNetPS.Tables"), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Decompresses a page.</summary>
    /// <param name="codec">Compression.</param>
    /// <param name="page">Contains the compressed bytes.</param>
    /// <param name="start">Position of the first.</param>
    /// <param name="count">Number of them.</param>
    /// <param name="length">Decompressed length that the header states.</param>
    /// <param name="buffer">Receives the bytes; grows.</param>
    /// <exception cref="FormatException">The page is damaged, or its compression is not read.</exception>
    public static ReadOnlyMemory<byte> Decompress(ParquetCodec codec, byte[] page, int start, int count, int length,
        ref byte[] buffer)
    {
        try
        {
            switch (codec)
            {
                case ParquetCodec.Uncompressed:
                    return count == length ? page.AsMemory(start, count) : throw Damaged();
                case ParquetCodec.Snappy when length / SnappyRatio > count:
                    throw Damaged();
                case ParquetCodec.Snappy:
                    if (buffer.Length < length)
                        buffer = GC.AllocateUninitializedArray<byte>(length);
                    _plugin.Value.Snappy(page.AsSpan(start, count), buffer.AsSpan(0, length));
                    return buffer.AsMemory(0, length);
                default:
                    using (Stream stream = Open(codec, new MemoryStream(page, start, count)))
                        return ReadAll(stream, length, ref buffer);
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            throw new FormatException($"it is damaged: a page cannot be decompressed ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static Stream Open(ParquetCodec codec, MemoryStream page) => codec switch
    {
        ParquetCodec.Gzip => new GZipStream(page, CompressionMode.Decompress),
        ParquetCodec.Brotli => new BrotliStream(page, CompressionMode.Decompress),
        ParquetCodec.Zstandard => _plugin.Value.Zstandard(page),
        _ => throw new FormatException($"its compression {codec} is not read; write it with snappy, zstd or gzip"),
    };

    private static ReadOnlyMemory<byte> ReadAll(Stream stream, int length, ref byte[] buffer)
    {
        int read = 0;
        while (true)
        {
            if (read == buffer.Length && read < length)
                Array.Resize(ref buffer, (int)Math.Min(Math.Max(2L * read, FirstPiece), length));
            if (read == length)
                return stream.ReadByte() < 0 ? buffer.AsMemory(0, length) : throw Damaged();
            int count = stream.Read(buffer, read, Math.Min(buffer.Length, length) - read);
            if (count == 0)
                throw Damaged();
            read += count;
        }
    }

    private static FormatException Damaged() => new("it is damaged: a page has another length than its header states");
}
