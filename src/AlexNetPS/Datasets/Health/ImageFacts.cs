using AlexNetPS.Datasets.Scores;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Health;

/// <summary>Facts about one image.</summary>
/// <param name="Width">Width in its file, pixels.</param>
/// <param name="Height">Height in its file, pixels.</param>
/// <param name="Content">64-bit hash of the prepared pixels.</param>
/// <param name="Hash">Perceptual hash: similar for similar images.</param>
/// <param name="IsGray">Whether the image has no noticeable color.</param>
/// <param name="Scores">Scores of the prepared image.</param>
/// <param name="Problem">Why it could not be read; null if it was.</param>
/// <param name="Warning">Decoder warning; null if there was none.</param>
internal readonly record struct ImageFacts(int Width, int Height, ulong Content, PerceptualHash Hash, bool IsGray,
    ImageScores Scores, string? Problem = null, string? Warning = null)
{
    /// <summary>Difference of the image or its file from the checksums of the store.</summary>
    public StoreFault Fault { get; init; }

    public static ImageFacts Of(PixelView image, int width, int height, ImageScores? scores,
        string? warning)
    {
        ChannelMoments moments = ChannelMoments.Of(image.Pixels, image.Channels);
        Span<long> sums = stackalloc long[ChannelMoments.Count];
        moments.CopyTo(sums);
        ulong content = (ulong)image.Width << 32 | (uint)image.Height;
        foreach (long sum in sums)
            content = (content ^ (ulong)sum) * 0x9E3779B97F4A7C15 + (content >> 29);
        // Mean squares of red minus green and of green minus blue: JPEG rounding by one 8-bit step is not color.
        bool gray = image.Channels == 1
            || moments.RR + moments.GG - 2 * moments.RG <= moments.Pixels
                && moments.GG + moments.BB - 2 * moments.GB <= moments.Pixels;
        return new ImageFacts(width, height, content, PerceptualHash.Of(image), gray,
            scores ?? ImageScores.Of(image, moments), null, warning);
    }
}
