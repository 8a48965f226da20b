using System.IO.Compression;

namespace AlexNetPS.Imaging.Png;

/// <summary>The text of a tEXt, zTXt or iTXt chunk.</summary>
internal readonly ref struct PngText
{
    /// <summary>
    /// Pillow's limit of a decompressed text, in bytes: compressed text is a known decompression bomb, and 1 MiB holds
    /// each profile that fits into a JPEG segment.
    /// </summary>
    public const int MaxLength = 1 << 20;

    private readonly ReadOnlySpan<byte> _stored;
    private readonly bool _isCompressed;

    private PngText(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> stored, bool isCompressed)
    {
        Keyword = keyword;
        _stored = stored;
        _isCompressed = isCompressed;
    }

    /// <summary>What the text is.</summary>
    public ReadOnlySpan<byte> Keyword { get; }

    /// <summary>Reads the data of a tEXt chunk: keyword, zero, text.</summary>
    public static PngText Plain(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> keyword = Field(ref data);
        return new PngText(keyword, data, isCompressed: false);
    }

    /// <summary>Reads the data of a zTXt chunk: keyword, zero, method 0, zlib stream.</summary>
    public static PngText Compressed(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> keyword = Field(ref data);
        return data is [0, ..] ? new PngText(keyword, data[1..], isCompressed: true) : default;
    }

    /// <summary>
    /// Reads the data of an iTXt chunk: keyword, zero, flag, method, language, zero, keyword, zero, text.
    /// </summary>
    public static PngText International(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> keyword = Field(ref data);
        if (data.Length < 2 || data[0] != 0 && data[1] != 0)
            return default;
        bool isCompressed = data[0] != 0;
        data = data[2..];
        _ = Field(ref data);
        _ = Field(ref data);
        return new PngText(keyword, data, isCompressed);
    }

    /// <summary>Returns the text; empty if it is damaged or over the limit.</summary>
    public ReadOnlySpan<byte> Read() => _isCompressed ? Inflate(_stored) : _stored;

    private static ReadOnlySpan<byte> Field(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)0);
        ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return field;
    }

    private static unsafe ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> stored)
    {
        fixed (byte* start = stored)
        {
            using var source = new UnmanagedMemoryStream(start, stored.Length);
            using var inflated = new ZLibStream(source, CompressionMode.Decompress);
            var text = new MemoryStream();
            Span<byte> part = stackalloc byte[4096];
            try
            {
                for (int count; (count = inflated.Read(part)) > 0;)
                {
                    if (text.Length + count > MaxLength)
                        return default;
                    text.Write(part[..count]);
                }
            }
            catch (InvalidDataException)
            {
                return default;
            }

            return text.GetBuffer().AsSpan(0, (int)text.Length);
        }
    }
}
