using AlexNetPS.Imaging;
using AlexNetPS.Inference.Filters;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>
/// The filters of the first convolution as an image without texts, in the order of the paper's figure 3: 16 in a row,
/// so that the 48 of tower 1 are above the 48 of tower 2. Weights of 0 are mid-gray; each filter is scaled to its
/// largest magnitude.
/// </summary>
public static class FilterImage
{
    private const int Columns = 16, Gap = 1, UsualWidth = 960, MaxScale = 64;
    private const long MaxPixels = 100_000_000;

    /// <summary>
    /// Draws the filters of the convolution that reads the images: in color, or gray for one channel.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">A convolution. Default: the first one.</param>
    /// <param name="scale">Pixels per weight along each edge.</param>
    /// <exception cref="ArgumentException">The layer is not a convolution, or not the first one, or the image would
    /// be too large.</exception>
    /// <exception cref="NetworkDefinitionException">There is no such layer; the message lists the layers.</exception>
    public static RgbImage Draw(AlexNetModel model, string? layer = null, int scale = 4)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        FilterLayer drawn = FilterLayer.Of(model.Definition, layer);
        return Draw(model, drawn, 0, drawn.Count, scale);
    }

    /// <summary>Returns the pixels per weight with which an image of all filters has about 1,000 columns.</summary>
    internal static int SuitableScale(FilterLayer layer) =>
        Math.Clamp(UsualWidth / (Math.Min(Columns, layer.Count) * (layer.Layer.WeightShape[2] + Gap) + Gap), 1,
            MaxScale);

    /// <summary>Draws some of the filters.</summary>
    internal static RgbImage Draw(AlexNetModel model, FilterLayer layer, int first, int count, int scale)
    {
        layer.RequireColors();
        NetworkLayer drawn = layer.Layer;
        int channels = drawn.WeightShape[1], kernel = drawn.WeightShape[2], pitch = kernel + Gap;
        int columns = Math.Min(Columns, count), rows = (count + columns - 1) / columns;
        long width = (long)(columns * pitch + Gap) * scale, height = (long)(rows * pitch + Gap) * scale;
        if (width * height > MaxPixels)
        {
            throw new ArgumentException($"The image of {drawn.Name} would have {width:N0} x {height:N0} pixels; "
                + $"take a smaller scale than {scale}.", nameof(scale));
        }

        byte[] pixels = new byte[width * height * 3];
        ReadOnlySpan<float> weights = model.Parameter($"{drawn.Name}.weight").Span;
        bool blueFirst = channels == 3 && ChannelOrder.In(model.Recipe.EvaluationTransforms) == ColorOrder.Bgr;
        int length = channels * kernel * kernel;
        for (int filter = 0; filter < count; filter++)
        {
            ReadOnlySpan<float> values = weights.Slice((first + filter) * length, length);
            float largest = 0;
            foreach (float value in values)
                largest = MathF.Max(largest, MathF.Abs(value));
            for (int i = 0; i < kernel * kernel; i++)
            {
                int x = (Gap + filter % columns * pitch + i % kernel) * scale,
                    y = (Gap + filter / columns * pitch + i / kernel) * scale;
                for (int color = 0; color < 3; color++)
                {
                    int channel = channels == 1 ? 0 : blueFirst ? 2 - color : color;
                    Fill(pixels, (int)width, x, y, scale, color,
                        Level(values[channel * kernel * kernel + i], largest));
                }
            }
        }

        return new((int)width, (int)height, pixels);
    }

    private static byte Level(float weight, float largest) =>
        (byte)Math.Round(127.5 + (largest > 0 ? 127.5 * weight / largest : 0));

    private static void Fill(byte[] pixels, int width, int x, int y, int scale, int color, byte level)
    {
        for (int row = y; row < y + scale; row++)
        {
            for (int column = x; column < x + scale; column++)
                pixels[((long)row * width + column) * 3 + color] = level;
        }
    }
}
