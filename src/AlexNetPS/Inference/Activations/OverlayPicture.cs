using AlexNetPS.Drawing;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Activations;

/// <summary>The image, and next to it the image with the evidence for a class over what the network saw.</summary>
internal static class OverlayPicture
{
    // Of the colors over the image; the lowest value leaves most of the image.
    private const double Share = 0.6, Faded = 0.6;
    private const double Gap = 12, LegendHeight = 40, LongestSide = 576, LegendWidth = 240, LeastWidth = 480;

    // Visible on light and on dark images.
    private static readonly Ink _shadow = new(0, 0, 0, 110), _frame = new(255, 255, 255, 230);

    public static Picture Of(ActivationMap map, ShownImage shown)
    {
        double scale = Math.Min(1, LongestSide / Math.Max(shown.Image.Width, shown.Image.Height));
        double width = shown.Image.Width * scale, height = shown.Image.Height * scale, second =
            Caption.Margin + width + Gap, top = Caption.Margin + Caption.Height;
        // The lines above a narrow image need space too.
        double whole = Math.Max(second + width + Caption.Margin, LeastWidth);
        ReadOnlySpan<float> values = map.Values.Span;
        float largest = 0;
        foreach (float value in values)
            largest = MathF.Max(largest, value);
        var shapes = new List<Shape>(Caption.Lines(map, "Grad-CAM", whole - 2 * Caption.Margin))
        {
            new ImageShape(Caption.Margin, top, width, height, shown.Image),
            new ImageShape(second, top, width, height, Overlay(shown, values, map.Rows, map.Columns, largest)),
        };
        shapes.AddRange(Frame(shown.Seen, Caption.Margin, top, width, height));
        shapes.AddRange(Frame(shown.Seen, second, top, width, height));
        double bottom = top + height + 14;
        double legend = Math.Min(LegendWidth, width);
        if (largest > 0)
        {
            shapes.AddRange(Caption.Legend(second + width - legend, bottom, legend, "no evidence",
                $"most: {Caption.Number(largest)}"));
        }
        else
        {
            shapes.Add(Caption.Header($"Nothing in this layer is evidence for {map.Class}.", second, bottom + 12,
                whole - second));
        }

        return new(whole, bottom + LegendHeight + Caption.Margin - 8, shapes)
        {
            Description = $"Grad-CAM of {map.Class} in {Path.GetFileName(map.Path)}, layer {map.Layer}",
        };
    }

    /// <summary>Colors the part that the network saw; the rest is faded.</summary>
    public static RgbImage Overlay(ShownImage shown, ReadOnlySpan<float> map, int rows, int columns, float largest)
    {
        RgbImage image = shown.Image;
        byte[] pixels = new byte[image.Pixels.Length];
        for (int y = 0, place = 0; y < image.Height; y++)
        {
            double v = ((y + 0.5) / image.Height - shown.Seen.Top) / shown.Seen.Height;
            for (int x = 0; x < image.Width; x++, place += 3)
            {
                double u = ((x + 0.5) / image.Width - shown.Seen.Left) / shown.Seen.Width;
                ReadOnlySpan<byte> from = image.Pixels.AsSpan(place, 3);
                double gray = 0.299 * from[0] + 0.587 * from[1] + 0.114 * from[2];
                if (u is < 0 or >= 1 || v is < 0 or >= 1)
                {
                    for (int color = 0; color < 3; color++)
                        pixels[place + color] = (byte)Math.Round(from[color] * (1 - Faded) + 255 * Faded);
                    continue;
                }

                double column = (shown.Seen.Flipped ? 1 - u : u) * columns - 0.5;
                double heat = largest > 0 ? Sample(map, rows, columns, v * rows - 0.5, column) / largest : 0;
                Ink ink = ColorScale.At(heat);
                pixels[place] = Blend(gray, ink.Red);
                pixels[place + 1] = Blend(gray, ink.Green);
                pixels[place + 2] = Blend(gray, ink.Blue);
            }
        }

        return new(image.Width, image.Height, pixels);

        static byte Blend(double gray, byte ink) => (byte)Math.Round(gray * (1 - Share) + ink * Share);
    }

    /// <summary>Bilinear interpolation between the centers of the cells; beyond them the nearest.</summary>
    private static double Sample(ReadOnlySpan<float> map, int rows, int columns, double row, double column)
    {
        row = Math.Clamp(row, 0, rows - 1);
        column = Math.Clamp(column, 0, columns - 1);
        int top = (int)row, left = (int)column, bottom = Math.Min(top + 1, rows - 1), right =
            Math.Min(left + 1, columns - 1);
        double down = row - top, across = column - left;
        return (map[top * columns + left] * (1 - across) + map[top * columns + right] * across) * (1 - down)
            + (map[bottom * columns + left] * (1 - across) + map[bottom * columns + right] * across) * down;
    }

    /// <summary>The edge of what the network saw; none if it saw everything.</summary>
    public static IEnumerable<Shape> Frame(ImageRegion seen, double left, double top, double width, double height)
    {
        if (seen is { Left: <= 0, Top: <= 0, Width: >= 1, Height: >= 1 })
            yield break;
        double x = Math.Max(seen.Left, 0), y = Math.Max(seen.Top, 0);
        double right = Math.Min(seen.Left + seen.Width, 1), bottom = Math.Min(seen.Top + seen.Height, 1);
        foreach ((Ink ink, double stroke) in new[] { (_shadow, 3.0), (_frame, 1.5) })
        {
            yield return new BoxShape(left + x * width, top + y * height, (right - x) * width, (bottom - y) * height,
                null, ink, StrokeWidth: stroke);
        }
    }
}
