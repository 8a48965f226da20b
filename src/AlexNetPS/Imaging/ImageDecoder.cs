namespace AlexNetPS.Imaging;

/// <summary>The codec that reads an image format on this system.</summary>
/// <param name="Format">"JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF".</param>
/// <param name="Codec">"libjpeg-turbo", "libpng", "SkiaSharp", "ImageSharp".</param>
/// <param name="Advice">How to get a faster codec; null if this is the fastest.</param>
public sealed record ImageDecoder(string Format, string Codec, string? Advice)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Format} {Codec}";
}
