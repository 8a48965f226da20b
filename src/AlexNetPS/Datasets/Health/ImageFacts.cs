using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Health;

/// <summary>What one look at an image tells.</summary>
/// <param name="Width">Columns in its file.</param>
/// <param name="Height">Rows in its file.</param>
/// <param name="Content">Same for the same prepared pixels, and hardly ever for others.</param>
/// <param name="Hash">Much the same for much the same images.</param>
/// <param name="IsGray">No color in any pixel worth naming.</param>
/// <param name="Problem">Why it could not be read; null if it was.</param>
/// <param name="Warning">What its decoder said; null if nothing.</param>
internal readonly record struct ImageFacts(int Width, int Height, ulong Content, PerceptualHash Hash, bool IsGray,
    string? Problem = null, string? Warning = null)
{
    /// <summary>How the image or its file differs from the checksums of its store.</summary>
    public StoreFault Fault { get; init; }

    public static ImageFacts Of(PixelView image, int width, int height, string? warning)
    {
        ChannelMoments moments = ChannelMoments.Of(image.Pixels, image.Channels);
        Span<long> sums = stackalloc long[ChannelMoments.Count];
        moments.CopyTo(sums);
        ulong content = (ulong)image.Width << 32 | (uint)image.Height;
        foreach (long sum in sums)
            content = (content ^ (ulong)sum) * 0x9E3779B97F4A7C15 + (content >> 29);
        // Mean squares of red minus green and of green minus blue: a level of rounding, as JPEG leaves it, is no
        // color.
        bool gray = image.Channels == 1
            || moments.RR + moments.GG - 2 * moments.RG <= moments.Pixels
                && moments.GG + moments.BB - 2 * moments.GB <= moments.Pixels;
        return new ImageFacts(width, height, content, PerceptualHash.Of(image), gray, null, warning);
    }
}
