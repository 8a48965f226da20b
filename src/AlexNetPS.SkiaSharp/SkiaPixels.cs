using SkiaSharp;

namespace AlexNetPS.SkiaSharp;

/// <summary>Skia's pixels, four bytes each, as red, green and blue.</summary>
internal static class SkiaPixels
{
    /// <summary>Copies the pixels of a surface.</summary>
    public static void Copy(SKSurface surface, Span<byte> rgb)
    {
        using SKPixmap pixels = surface.PeekPixels();
        Copy(pixels.GetPixelSpan(), rgb);
    }

    /// <summary>Copies pixels.</summary>
    public static void Copy(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
    }
}
