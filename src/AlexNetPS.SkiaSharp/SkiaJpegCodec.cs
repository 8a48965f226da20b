using System.Buffers;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;

namespace AlexNetPS.SkiaSharp;

/// <summary>
/// Reads JPEG through Skia, which contains libjpeg-turbo: the same pixels as the system's libjpeg-turbo, without it.
/// </summary>
/// <remarks>
/// Accepts untrusted files: pixels and bytes are bounded before Skia sees a file, profiles and comments are removed,
/// and damage that Skia ignores is rejected. A file with several segments (progressive, restarts) or without an end
/// marker is decoded twice.
/// </remarks>
public sealed class SkiaJpegCodec : IImageCodec
{
    /// <inheritdoc/>
    public string Name => "SkiaSharp";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> header) => JpegMarkers.IsJpeg(header);

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(target);
        limits.CheckFile(file.Length);
        SkiaLibrary.Require();
        JpegStructure structure = JpegStructure.Read(file);
        limits.CheckPixels(structure.Width, structure.Height);
        int divisor = JpegCodec.Divisor(Math.Min(structure.Width, structure.Height), leastSide);
        int width = (structure.Width + divisor - 1) / divisor, height = (structure.Height + divisor - 1) / divisor;
        Span<byte> pixels = target.Reserve(width, height);
        byte[] plain = ArrayPool<byte>.Shared.Rent(PlainJpeg.MaxLength(file, structure));
        try
        {
            if (structure.IsOnePiece)
                SkiaDecoder.Decode(plain.AsSpan(0, PlainJpeg.Write(file, structure, plain)), width, height, pixels);
            else
                DecodePieces(file, structure, width, height, pixels, plain);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }

        target.Warning = structure.HasEnd ? null : "the end marker is missing";
        (target.SourceWidth, target.SourceHeight) = (structure.Width, structure.Height);
        target.Orientation = JpegMarkers.Read(file).Orientation;
    }

    private static void DecodePieces(
        ReadOnlySpan<byte> file, JpegStructure structure, int width, int height, Span<byte> pixels, byte[] plain)
    {
        byte[] probed = ArrayPool<byte>.Shared.Rent(pixels.Length);
        try
        {
            Span<byte> other = probed.AsSpan(0, pixels.Length);
            int length = PlainJpeg.WritePieces(file, structure, probes: true, plain);
            SkiaDecoder.Decode(plain.AsSpan(0, length), width, height, other);
            length = PlainJpeg.WritePieces(file, structure, probes: false, plain);
            SkiaDecoder.Decode(plain.AsSpan(0, length), width, height, pixels);
            if (!other.SequenceEqual(pixels))
                throw new ImageFormatException("damaged JPEG: premature end of data segment");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(probed);
        }
    }
}
