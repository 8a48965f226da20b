using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Scores;

/// <summary>
/// Scores of one prepared image, each 0 to 1 (1: no fault), and its mean brightness. They are of the prepared pixels,
/// because those are what a network sees: an image that was enlarged counts as blurred.
/// </summary>
/// <param name="Dark">Brightness that 99 % of the pixels do not exceed (<see cref="ImageTone"/>).</param>
/// <param name="Light">1 less the brightness that 95 % of the pixels exceed.</param>
/// <param name="Blur">Sharpness (<see cref="Sharpness"/>).</param>
/// <param name="Information">A tenth of the entropy in bits.</param>
/// <param name="Border">Fraction of the image that is not a plain frame (<see cref="PlainFrame"/>).</param>
/// <param name="Brightness">Brightness of the mean color. No fault: classes are compared by it.</param>
internal readonly record struct ImageScores(
    float Dark, float Light, float Blur, float Information, float Border, float Brightness)
{
    /// <summary>Number of values of one image in a file.</summary>
    public const int Count = 6;

    public static ImageScores Of(PixelView image) => Of(image, ChannelMoments.Of(image.Pixels, image.Channels));

    public static ImageScores Of(PixelView image, in ChannelMoments moments)
    {
        ImageTone tone = ImageTone.Of(image);
        return new ImageScores(tone.Dark, tone.Light, Sharpness.Of(image), tone.Information, PlainFrame.Of(image),
            BrightnessOf(moments, image.Channels));
    }

    /// <summary>Returns the scores that <see cref="CopyTo"/> wrote; null for NaN, an image without scores.</summary>
    public static ImageScores? From(ReadOnlySpan<float> v) =>
        float.IsNaN(v[0]) ? null : new(v[0], v[1], v[2], v[3], v[4], v[5]);

    public void CopyTo(Span<float> values) =>
        ((ReadOnlySpan<float>)[Dark, Light, Blur, Information, Border, Brightness]).CopyTo(values);

    private static float BrightnessOf(in ChannelMoments moments, int channels)
    {
        double pixels = Math.Max(1, moments.Pixels), r = moments.R / pixels, g = moments.G / pixels, b =
            moments.B / pixels;
        return (float)((channels == 1 ? r : ImageTone.Brightness(r, g, b)) / 255);
    }
}
