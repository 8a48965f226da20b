using System.Globalization;
using AlexNetPS.Drawing;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference.Activations;

/// <summary>The maps of a layer as a grid, each channel a tile, towers one above the other.</summary>
internal static class GridPicture
{
    private const int GridWidth = 900, LargestTile = 112, TileGap = 2, Cell = 8;
    private const double Gutter = 30, HeaderHeight = 22, Gap = 12, ImageHeight = 150, LegendWidth = 240, LegendHeight = 40;
    private const long MaxPixels = 100_000_000;

    public static Picture Of(ActivationMap map, ShownImage shown, bool sharedScale)
    {
        bool single = map.Rows * map.Columns == 1;
        int perTower = map.Channels / map.Towers, columns = Columns(perTower, single);
        // The maps of one layer have one scale if they are single values.
        sharedScale |= single;
        int across = single ? Cell : Edge(map.Columns, columns), down = single ? Cell : Math.Max(1, map.Rows * across / map.Columns);
        int gap = single ? 0 : TileGap, gridWidth = columns * (across + gap) - gap, gridHeight =
            (perTower + columns - 1) / columns * (down + gap) - gap;
        if ((long)gridWidth * gridHeight * map.Towers > MaxPixels)
        {
            throw new ArgumentException($"The maps of {map.Layer} would have {(long)gridWidth * gridHeight * map.Towers:N0}"
                + " pixels; draw another layer.");
        }

        double imageWidth = Math.Min(ImageHeight * shown.Image.Width / shown.Image.Height, 2 * ImageHeight), imageHeight =
            imageWidth * shown.Image.Height / shown.Image.Width;
        double width = Math.Max(gridWidth + Gutter + 2 * Caption.Margin, imageWidth + LegendWidth + 3 * Caption.Margin);
        var shapes = new List<Shape>(Caption.Lines(map, Size(map), width - 2 * Caption.Margin));
        double top = Caption.Margin + Caption.Height;
        shapes.Add(new ImageShape(Caption.Margin, top, imageWidth, imageHeight, shown.Image));
        shapes.AddRange(OverlayPicture.Frame(shown.Seen, Caption.Margin, top, imageWidth, imageHeight));
        (float lowest, float highest) = Range(map.Values.Span);
        shapes.AddRange(Caption.Legend(Caption.Margin * 2 + imageWidth, top + imageHeight - LegendHeight + 8, LegendWidth,
            sharedScale ? Caption.Number(lowest) : lowest < 0 ? "least of each map" : "0",
            sharedScale ? Caption.Number(highest) : "most of each map"));
        top += imageHeight + Gap;
        for (int tower = 0; tower < map.Towers; tower++)
        {
            if (map.Towers > 1)
            {
                shapes.Add(Caption.Header(string.Create(CultureInfo.InvariantCulture,
                    $"Tower {tower + 1} of {map.Towers}: channels {tower * perTower} to {(tower + 1) * perTower - 1}"),
                    Caption.Margin + Gutter, top + 14, width - 2 * Caption.Margin - Gutter));
                top += HeaderHeight;
            }

            for (int row = 0; !single && row * columns < perTower; row++)
            {
                shapes.Add(Caption.Number(tower * perTower + row * columns, Caption.Margin + Gutter - 8,
                    top + row * (down + gap) + Math.Min(down / 2.0 + 4, 16)));
            }

            shapes.Add(new ImageShape(Caption.Margin + Gutter, top, gridWidth, gridHeight,
                Tiles(map, tower * perTower, perTower, columns, gap, across, down, gridWidth, gridHeight,
                    sharedScale ? (lowest, highest) : null)));
            top += gridHeight + Gap;
        }

        return new(width, top + Caption.Margin - Gap, shapes)
        {
            Description = $"Maps of layer {map.Layer} for {Path.GetFileName(map.Path)}",
        };
    }

    // Round numbers, so that a channel can be found by the number at the start of its row.
    private static int Columns(int maps, bool single) => single
        ? Math.Min(64, (int)Math.Ceiling(Math.Sqrt(maps)))
        : maps <= 4 ? maps : maps <= 16 ? 4 : maps <= 64 ? 8 : 16;

    /// <summary>Returns the edge of a tile: a whole number of pixels for each value, if there is space.</summary>
    private static int Edge(int width, int columns)
    {
        int tile = Math.Min(LargestTile, GridWidth / columns);
        return width <= tile ? tile / width * width : Math.Min(width, LargestTile);
    }

    private static string Size(ActivationMap map) => map.Rows * map.Columns == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{map.Channels} values")
        : string.Create(CultureInfo.InvariantCulture, $"{map.Channels} maps of {map.Columns} x {map.Rows}");

    /// <summary>0 is always in the range.</summary>
    private static (float Lowest, float Highest) Range(ReadOnlySpan<float> values)
    {
        (float lowest, float highest) = (0, 0);
        foreach (float value in values)
            (lowest, highest) = (MathF.Min(lowest, value), MathF.Max(highest, value));
        return (lowest, highest);
    }

    private static RgbImage Tiles(ActivationMap map, int first, int count, int columns, int gap, int across, int down,
        int width, int height, (float Lowest, float Highest)? shared)
    {
        byte[] pixels = new byte[(long)width * height * 3];
        Array.Fill(pixels, (byte)255);
        int plane = map.Rows * map.Columns;
        for (int channel = 0; channel < count; channel++)
        {
            ReadOnlySpan<float> values = map.Values.Span.Slice((first + channel) * plane, plane);
            (float lowest, float highest) = shared ?? Range(values);
            int left = channel % columns * (across + gap), top = channel / columns * (down + gap);
            for (int y = 0; y < down; y++)
            {
                int place = ((top + y) * width + left) * 3;
                for (int x = 0; x < across; x++, place += 3)
                {
                    float value = values[y * map.Rows / down * map.Columns + x * map.Columns / across];
                    Ink ink = ColorScale.At(highest > lowest ? (value - lowest) / (highest - lowest) : 0);
                    (pixels[place], pixels[place + 1], pixels[place + 2]) = (ink.Red, ink.Green, ink.Blue);
                }
            }
        }

        return new(width, height, pixels);
    }
}
