using System.Globalization;
using AlexNetPS.Drawing;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Inference.Filters;

/// <summary>
/// The filters of a convolution as a picture with its title, each tower under its name: of the first layer the weights,
/// as in the paper's figure 3, of any layer the images that excite each filter most.
/// </summary>
public static class FilterPicture
{
    private const double Margin = 20, TitleSize = 18, Size = 12, NumberSize = 10, LeastWidth = 420;
    private const double Cell = 44, CellGap = 2, BlockGap = 14, NumberHeight = 15, UsualWidth = 1000;
    private const int MostTowers = 8;

    /// <summary>Draws the weights of the convolution that reads the images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">A convolution; null for the first one.</param>
    /// <param name="scale">Pixels per weight along each edge; 0 for a picture about 1,000 pixels wide.</param>
    /// <param name="bare">Only the filters, as <see cref="FilterImage"/> draws them.</param>
    /// <exception cref="ArgumentException">The layer is not the first convolution, or the picture would be too
    /// large.</exception>
    /// <exception cref="NetworkDefinitionException">There is no such layer; the message lists the layers.</exception>
    public static Picture OfWeights(AlexNetModel model, string? layer = null, int scale = 0, bool bare = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        FilterLayer drawn = FilterLayer.Of(model.Definition, layer);
        drawn.RequireColors();
        if (scale == 0)
            scale = FilterImage.SuitableScale(drawn);

        // The largest image tells whether the scale is possible.
        RgbImage all = FilterImage.Draw(model, drawn, 0, drawn.Count, scale);
        string kind = drawn.Layer.WeightShape[1] == 1 ? "a weight of 0 is gray" : "their weights as colors, 0 is gray";
        string about = $"{Size3(drawn)}: {kind}, each scaled to its largest weight.";
        if (bare)
        {
            return Bare(all.Width, all.Height, [new ImageShape(0, 0, all.Width, all.Height, all, Sharp: true)], model,
                about);
        }

        return Composed(model, drawn, all.Width, about, (first, count, y, shapes) =>
        {
            RgbImage tiles = count == drawn.Count ? all : FilterImage.Draw(model, drawn, first, count, scale);
            shapes.Add(new ImageShape(Margin, y, tiles.Width, tiles.Height, tiles, Sharp: true));
            return tiles.Height;
        });
    }

    /// <summary>Draws the images that excite each filter most.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">A convolution; null for the first one.</param>
    /// <param name="inputs">For each filter its images, of <see cref="StrongestInputs"/>.</param>
    /// <param name="images">Where they are from, for the title.</param>
    /// <param name="bare">Only the images.</param>
    /// <exception cref="ArgumentException">The layer is not a convolution, or has another number of
    /// filters.</exception>
    public static Picture OfStrongest(AlexNetModel model, string? layer,
        IReadOnlyList<IReadOnlyList<StrongestInput>> inputs, string images, bool bare = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        FilterLayer drawn = FilterLayer.Of(model.Definition, layer);
        if (inputs.Count != drawn.Count)
        {
            throw new ArgumentException(Text($"{drawn.Layer.Name} has {drawn.Count} filters, not {inputs.Count}."),
                nameof(inputs));
        }

        int most = Math.Max(inputs.Max(list => list.Count), 1), side = (int)Math.Ceiling(Math.Sqrt(most));
        double block = side * (Cell + CellGap) - CellGap, pitch = block + BlockGap;
        double high = (most + side - 1) / side * (Cell + CellGap) - CellGap + BlockGap + (bare ? 0 : NumberHeight);
        int columns = Math.Min(Math.Max((int)((UsualWidth + BlockGap) / pitch), 1), drawn.Count);
        double width = columns * pitch - BlockGap;
        string about = $"{Size3(drawn)}: the parts of {images} that excite each filter most"
            + $"{(most > 1 ? ", the strongest first" : "")}. "
            + "Gray is beyond the edge, or a filter that nothing excites.";
        double Draw(int first, int count, double x, double y, List<Shape> shapes)
        {
            for (int i = 0; i < count; i++)
            {
                double left = x + i % columns * pitch, top = y + i / columns * high;
                if (!bare)
                {
                    shapes.Add(new TextShape(left, top + NumberSize, Text($"{first + i + 1}"), NumberSize, Ink.Dark));
                    top += NumberHeight;
                }

                AddPatches(shapes, inputs[first + i], most, side, left, top);
            }

            return (count + columns - 1) / columns * high - BlockGap;
        }

        if (!bare)
        {
            return Composed(model, drawn, width, about,
                (first, count, y, shapes) => Draw(first, count, Margin, y, shapes));
        }

        var all = new List<Shape>();
        double height = Draw(0, drawn.Count, 0, 0, all);
        return Bare(width, height, all, model, about);
    }

    private static void AddPatches(List<Shape> shapes, IReadOnlyList<StrongestInput> inputs, int most, int side,
        double left, double top)
    {
        for (int rank = 0; rank < most; rank++)
        {
            double x = left + rank % side * (Cell + CellGap), y = top + rank / side * (Cell + CellGap);
            shapes.Add(rank < inputs.Count
                ? new ImageShape(x, y, Cell, Cell, inputs[rank].Patch, Sharp: inputs[rank].Patch.Width < Cell)
                : new BoxShape(x, y, Cell, Cell, new Ink(128, 128, 128)));
        }
    }

    private static Picture Composed(AlexNetModel model, FilterLayer drawn, double width, string about,
        Func<int, int, double, List<Shape>, double> draw)
    {
        var shapes = new List<Shape>();
        double wide = Math.Max(width, LeastWidth), y = Margin;
        string title = $"{drawn.Layer.Name} of {model.Name}";
        Write(title, TitleSize, bold: true);
        Write(about, Size, bold: false);
        int towers = drawn.Towers <= MostTowers ? drawn.Towers : 1, count = drawn.Count / towers;
        for (int tower = 0; tower < towers; tower++)
        {
            y += Size;
            if (towers > 1)
            {
                Write(Text($"Tower {tower + 1}: filters {tower * count + 1:N0} to {(tower + 1) * count:N0}"), Size,
                    bold: true);
                y += Size / 2;
            }

            y += draw(tower * count, count, y, shapes);
        }

        return new(Math.Ceiling(wide + 2 * Margin), Math.Ceiling(y + Margin), shapes)
        {
            Title = title,
            Description = about,
        };

        void Write(string text, double size, bool bold)
        {
            foreach (string line in TextEstimate.Wrap(text, wide, size, bold))
            {
                y += size + 4;
                shapes.Add(new TextShape(Margin, y - 4, line, size, Ink.Dark, Bold: bold));
            }
        }
    }

    private static Picture Bare(double width, double height, IReadOnlyList<Shape> shapes, AlexNetModel model,
        string about) => new(Math.Ceiling(width), Math.Ceiling(height), shapes)
        {
            Title = model.Name,
            Description = about,
        };

    private static string Size3(FilterLayer drawn) =>
        Text($"{drawn.Count:N0} filter{(drawn.Count == 1 ? "" : "s")} of ")
        + $"{drawn.Layer.WeightShape[2]}x{drawn.Layer.WeightShape[3]}x{drawn.Layer.WeightShape[1]}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
