using AlexNetPS.ImageSharp.Jpeg;
using AlexNetPS.Imaging;
using SixLabors.ImageSharp.Memory;

namespace AlexNetPS.ImageSharp;

/// <summary>
/// JPEG, PNG, WebP, GIF (first frame), BMP and TIFF (first page) through ImageSharp: formats that the native decoders do not
/// read, and all where they are not installed.
/// </summary>
/// <remarks>Always the whole picture at full size, whatever the caller could do with: resampling is the same for every codec.</remarks>
public sealed class ImageSharpCodec : IImageCodec
{
    /// <inheritdoc/>
    public string Name => "ImageSharp";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> header) => PictureFormat.Of(header) is not null;

    /// <inheritdoc/>
    public RgbImage Decode(ReadOnlySpan<byte> file, DecodeLimits limits)
    {
        PixelBuffer buffer = new();
        Decode(file, limits, 0, buffer);
        return buffer.Orientation == Orientation.Upright ? new RgbImage(buffer.Width, buffer.Height, buffer.Pixels) : buffer.ToImage();
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(target);
        limits.CheckFile(file.Length);
        PictureFormat format = PictureFormat.Of(file) ?? throw new ImageFormatException("not a picture that ImageSharp reads");
        DecodingSession session = DecodingSession.Rent();
        try
        {
            if (format == PictureFormat.Jpeg) JpegPicture.Decode(session, file, limits, target);
            else RasterPicture.Decode(session, format, file, limits, target);
            DecodingSession.Return(session);
        }
        catch (Exception e) when (e is not (ImageFormatException or OutOfMemoryException))
        {
            // A decoder of hostile files fails in more ways than it documents; each is a damaged file, and its session is not used again.
            throw new ImageFormatException($"damaged {format.Name}: {Reason(e)}", e);
        }
    }

    private static string Reason(Exception e) => e switch
    {
        SixLabors.ImageSharp.ImageFormatException or InvalidMemoryOperationException or NotSupportedException => e.Message.TrimEnd('.'),
        _ => $"the decoder failed ({e.GetType().Name})",
    };
}
