using AlexNetPS.Imaging;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>
/// A convolution's filters as an image, in the order of the paper's figure 3: 16 in a row, so that the 48 of tower 1
/// are above the 48 of tower 2. Weights of 0 are mid-gray; each filter is scaled to its largest magnitude.
/// </summary>
public static class FilterImage
{
    private const int Columns = 16, Gap = 1;
    private const long MaxPixels = 100_000_000;

    /// <summary>
    /// Draws the filters of a layer: in color if its input is images, otherwise one row per filter with a tile for
    /// each input channel.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">A convolution. Default: the first one.</param>
    /// <param name="scale">Pixels per weight along each edge.</param>
    /// <exception cref="ArgumentException">The layer is not a convolution, or the image would be too large.</exception>
    /// <exception cref="NetworkDefinitionException">There is no such layer; the message lists the layers.</exception>
    public static RgbImage Draw(AlexNetModel model, string? layer = null, int scale = 4)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        NetworkLayer drawn = layer is null
            ? model.Definition.ResolvedLayers.FirstOrDefault(l => l.Definition is ConvolutionDefinition)
                ?? throw new ArgumentException($"The network {model.Definition.Name} has no convolution.",
                    nameof(model))
            : model.Definition.Layer(layer);
        if (drawn.Definition is not ConvolutionDefinition)
        {
            string convolutions = string.Join(", ",
                model.Definition.ResolvedLayers.Where(l => l.Definition is ConvolutionDefinition).Select(l => l.Name));
            throw new ArgumentException($"The layer {drawn.Name} is no convolution. Those of {model.Definition.Name} "
                + $"are {convolutions}.", nameof(layer));
        }

        int filters = drawn.WeightShape[0], channels = drawn.WeightShape[1], kernel = drawn.WeightShape[2], pitch =
            kernel + Gap;
        bool images = channels is 1 or 3;
        int columns = images ? Math.Min(Columns, filters) : channels, rows = images
            ? (filters + columns - 1) / columns
            : filters;
        long width = (long)(columns * pitch + Gap) * scale, height = (long)(rows * pitch + Gap) * scale;
        if (width * height > MaxPixels)
        {
            throw new ArgumentException($"The image of {drawn.Name} would have {width:N0} x {height:N0} pixels; "
                + $"take a smaller scale than {scale}.", nameof(scale));
        }

        byte[] pixels = new byte[width * height * 3];
        ReadOnlySpan<float> weights = model.Parameter($"{drawn.Name}.weight").Span;
        bool blueFirst = channels == 3 && ChannelOrder.In(model.Recipe.EvaluationTransforms) == ColorOrder.Bgr;
        for (int filter = 0; filter < filters; filter++)
        {
            ReadOnlySpan<float> values = weights.Slice(filter * channels * kernel * kernel, channels * kernel * kernel);
            float largest = 0;
            foreach (float value in values)
                largest = MathF.Max(largest, MathF.Abs(value));
            for (int tile = 0; tile < (images ? 1 : channels); tile++)
            {
                int row = images ? filter / columns : filter, column = images ? filter % columns : tile;
                for (int i = 0; i < kernel * kernel; i++)
                {
                    int x = (Gap + column * pitch + i % kernel) * scale, y = (Gap + row * pitch + i / kernel) * scale;
                    for (int color = 0; color < 3; color++)
                    {
                        int channel = !images ? tile : channels == 1 ? 0 : blueFirst ? 2 - color : color;
                        Fill(pixels, (int)width, x, y, scale, color,
                            Level(values[channel * kernel * kernel + i], largest));
                    }
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
