namespace AlexNetPS.Imaging;

/// <summary>The codec that reads a format here.</summary>
/// <param name="Format">"JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF".</param>
/// <param name="Codec">"libjpeg-turbo", "libpng", "SkiaSharp", "ImageSharp".</param>
/// <param name="Advice">How to get a faster one; null if this is the fastest.</param>
public sealed record ImageDecoder(string Format, string Codec, string? Advice)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Format} {Codec}";
}
