using System.Buffers;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;

namespace AlexNetPS.SkiaSharp;

/// <summary>
/// Reads JPEG through Skia, which contains libjpeg-turbo: the same pixels as the system's libjpeg-turbo, without it.
/// </summary>
/// <remarks>
/// Accepts untrusted files: pixels and bytes are bounded before Skia sees a file, profiles and comments are removed.
/// Skia fills in missing data and does not report it: <see cref="JpegStructure"/> finds damage.
/// </remarks>
public sealed class SkiaJpegCodec : IImageCodec
{
    /// <summary>
    /// Bytes that libjpeg-turbo may have read and not used at the end of a scan, which it does not report.
    /// </summary>
    private const int ReadAhead = 7;

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
        JpegStructure structure = JpegStructure.Read(file, limits);
        int divisor = JpegCodec.Divisor(Math.Min(structure.Width, structure.Height), leastSide);
        int width = (structure.Width + divisor - 1) / divisor, height = (structure.Height + divisor - 1) / divisor;
        Span<byte> pixels = target.Reserve(width, height);
        byte[] plain = ArrayPool<byte>.Shared.Rent(PlainJpeg.MaxLength(file));
        try
        {
            int length = PlainJpeg.Write(file, structure, plain);
            SkiaDecoder.Decode(plain.AsSpan(0, length), width, height, pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }

        target.Warning = structure.Warning(ReadAhead);
        (target.SourceWidth, target.SourceHeight) = (structure.Width, structure.Height);
        target.Orientation = JpegMarkers.Read(file).Orientation;
    }
}
