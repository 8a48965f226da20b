using AlexNetPS.Imaging;
using SixLabors.ImageSharp.Memory;

namespace AlexNetPS.ImageSharp;

/// <summary>
/// Reads PNG, WebP, GIF (first frame), BMP and TIFF (first page), and writes JPEG and PNG, through ImageSharp.
/// </summary>
/// <remarks>
/// Accepts untrusted files: managed code, one thread, pixels bounded by the header, memory by the pixels. Always
/// decodes the whole image at full size: resampling is the same for every codec.
/// </remarks>
public sealed class ImageSharpCodec : IImageCodec, IImageEncoder
{
    /// <inheritdoc/>
    public string Name => "ImageSharp";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> header) => ImageFormat.Of(header) is not null;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(target);
        limits.CheckFile(file.Length);
        ImageFormat format = ImageFormat.Of(file)
            ?? throw new ImageFormatException("not an image format that ImageSharp supports");
        DecodingSession session = DecodingSession.Rent();
        try
        {
            RasterImage.Decode(session, format, file, limits, target);
            DecodingSession.Return(session);
        }
        catch (Exception e) when (e is not (ImageFormatException or OutOfMemoryException))
        {
            // A decoder fails on hostile files in more ways than it documents; its session is not reused.
            throw new ImageFormatException(e is NotSupportedException
                ? $"a {format.Name} image that is not supported ({Reason(e)}); save it as PNG or JPEG"
                : $"damaged {format.Name}: {Reason(e)}", e);
        }
    }

    byte[] IImageEncoder.EncodeJpeg(PixelView image, int quality, bool fullChroma) =>
        ImageWriter.Jpeg(image, quality, fullChroma);

    byte[] IImageEncoder.EncodePng(PixelView image) => ImageWriter.Png(image);

    private static string Reason(Exception e) => e switch
    {
        SixLabors.ImageSharp.ImageFormatException or InvalidMemoryOperationException or NotSupportedException =>
            e.Message.TrimEnd('.'),
        _ => $"the decoder failed ({e.GetType().Name})",
    };
}
