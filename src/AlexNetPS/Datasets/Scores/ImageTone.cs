using System.Runtime.CompilerServices;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Scores;

/// <summary>Darkness, lightness and entropy of an image, as in CleanVision (github.com/cleanlab/cleanvision).</summary>
/// <remarks>
/// Brightness of a pixel is sqrt(0.241 R^2 + 0.691 G^2 + 0.068 B^2), scaled to 0..1, or the value of a gray pixel.
/// Percentiles are interpolated between ranks as NumPy does, to 1/2048. The entropy is that of Pillow: one histogram of
/// the values of all channels, with bins of their own. In a large image, pixels on a grid stand for all.
/// </remarks>
/// <param name="Dark">99th percentile of brightness.</param>
/// <param name="Light">1 less the 5th percentile of brightness.</param>
/// <param name="Information">A tenth of the entropy, at most 1.</param>
internal readonly record struct ImageTone(float Dark, float Light, float Information)
{
    /// <summary>Pixels that are looked at, at most.</summary>
    public const int MaximumPixels = 8192;

    private const int Steps = 2048;
    private const double RedWeight = 0.241, GreenWeight = 0.691, BlueWeight = 0.068;

    // A logarithm for each of 768 bins took longer than all else for a small image.
    private static readonly double[] _countTimesLog =
        [.. Enumerable.Range(0, MaximumPixels + 1).Select(count => count == 0 ? 0 : count * Math.Log2(count))];

    [SkipLocalsInit]
    public static ImageTone Of(PixelView image)
    {
        Span<int> brightness = stackalloc int[Steps + 1], values = stackalloc int[256 * 3];
        brightness.Clear();
        values.Clear();
        int step = GridStep(image.Width, image.Height);
        int pixels = image.Channels == 1
            ? CountGray(image, step, brightness, values)
            : CountColor(image, step, brightness, values);
        return new ImageTone((float)Percentile(brightness, pixels, 0.99),
            (float)(1 - Percentile(brightness, pixels, 0.05)),
            (float)Math.Min(1, Entropy(values, pixels * image.Channels) / 10));
    }

    /// <summary>Distance of the rows and columns of the grid; the first is at half of it.</summary>
    public static int GridStep(int width, int height)
    {
        int step = 1;
        while (((long)width + step - 1) / step * (((long)height + step - 1) / step) > MaximumPixels)
            step++;
        return step;
    }

    /// <summary>Brightness of a color, in the unit of its channels.</summary>
    public static double Brightness(double red, double green, double blue) =>
        Math.Sqrt(RedWeight * red * red + GreenWeight * green * green + BlueWeight * blue * blue);

    private static int CountColor(PixelView image, int step, Span<int> brightness, Span<int> values)
    {
        const float Scale = Steps / 255f;
        const float Red = (float)(RedWeight * Scale * Scale), Green = (float)(GreenWeight * Scale * Scale), Blue =
            (float)(BlueWeight * Scale * Scale);
        int pixels = 0;
        for (int y = step / 2; y < image.Height; y += step)
        {
            ReadOnlySpan<byte> row = image.Pixels.Slice(y * image.Width * 3, image.Width * 3);
            for (int x = step / 2 * 3; x + 2 < row.Length; x += step * 3, pixels++)
            {
                int red = row[x], green = row[x + 1], blue = row[x + 2];
                values[red]++;
                values[256 + green]++;
                values[512 + blue]++;
                float squared = Red * (red * red) + Green * (green * green) + Blue * (blue * blue);
                brightness[(int)(MathF.Sqrt(squared) + 0.5f)]++;
            }
        }

        return pixels;
    }

    private static int CountGray(PixelView image, int step, Span<int> brightness, Span<int> values)
    {
        int pixels = 0;
        for (int y = step / 2; y < image.Height; y += step)
        {
            ReadOnlySpan<byte> row = image.Pixels.Slice(y * image.Width, image.Width);
            for (int x = step / 2; x < row.Length; x += step, pixels++)
                values[row[x]]++;
        }

        for (int value = 0; value < 256; value++)
            brightness[(int)(value * (Steps / 255.0) + 0.5)] += values[value];
        return pixels;
    }

    /// <summary>Interpolates between the two values around a rank, counted from the nearer end.</summary>
    private static double Percentile(ReadOnlySpan<int> histogram, int count, double fraction)
    {
        double rank = fraction * (count - 1);
        int below = (int)rank, above = Math.Min(below + 1, count - 1);
        (int low, int high) = fraction < 0.5
            ? (Up(histogram, below), Up(histogram, above))
            : (Down(histogram, count - 1 - below), Down(histogram, count - 1 - above));
        return (low + (high - low) * (rank - below)) / Steps;
    }

    private static int Up(ReadOnlySpan<int> histogram, int rank)
    {
        int value = 0;
        for (int passed = histogram[0]; passed <= rank; passed += histogram[value])
            value++;
        return value;
    }

    private static int Down(ReadOnlySpan<int> histogram, int rankFromTop)
    {
        int value = Steps;
        for (int passed = histogram[Steps]; passed <= rankFromTop; passed += histogram[value])
            value--;
        return value;
    }

    private static double Entropy(ReadOnlySpan<int> histogram, double total)
    {
        double sum = 0;
        foreach (int count in histogram)
            sum += _countTimesLog[count];
        return Math.Max(0, Math.Log2(total) - sum / total);
    }
}
