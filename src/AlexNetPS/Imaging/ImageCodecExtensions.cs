namespace AlexNetPS.Imaging;

/// <summary>Decodes single images.</summary>
public static class ImageCodecExtensions
{
    /// <summary>Decodes to a new upright RGB image.</summary>
    /// <exception cref="ImageFormatException">Damaged, unsupported, or over the limits.</exception>
    public static RgbImage Decode(this IImageCodec codec, ReadOnlySpan<byte> file, DecodeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var buffer = new PixelBuffer();
        codec.Decode(file, limits, 0, buffer);
        return buffer.ToImage();
    }
}
