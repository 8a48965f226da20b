namespace AlexNetPS.Formats.Parquet;

/// <summary>
/// Decompresses the pages of Parquet files with what .NET does not contain, through the plug-in AlexNetPS.Tables
/// (Snappier, ZstdSharp).
/// </summary>
public interface IBlockDecompressor
{
    /// <summary>Decompresses a block of Snappy.</summary>
    /// <param name="block">The block.</param>
    /// <param name="destination">Receives exactly the decompressed bytes.</param>
    /// <exception cref="InvalidDataException">The block is damaged, or has another length.</exception>
    void Snappy(ReadOnlySpan<byte> block, Span<byte> destination);

    /// <summary>Opens the decompressed bytes of Zstandard frames.</summary>
    /// <param name="frames">The frames; closed with the result.</param>
    Stream Zstandard(Stream frames);
}
