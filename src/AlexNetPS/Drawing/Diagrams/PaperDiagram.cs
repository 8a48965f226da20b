using AlexNetPS.Networks;
using static AlexNetPS.Drawing.Diagrams.LayerText;

namespace AlexNetPS.Drawing.Diagrams;

/// <summary>
/// A network from left to right, as in figure 2 of the paper: for each layer with weights a box in perspective, as high
/// and deep as its planes and as wide as its channels, a row for each tower. Sizes grow with the root.
/// </summary>
internal sealed class PaperDiagram
{
    private const double Margin = 24, TitleSize = 20, Size = 12, LineHeight = 15, Arrow = 40, LabelWidth = 104;
    private const double Highest = 150, Lowest = 16, Widest = 64, Narrowest = 8, Slant = 0.35;

    private readonly List<Shape> _shapes = [];
    private readonly NetworkDefinition _network;
    private readonly double _mostChannels, _mostValues;
    private readonly int _rows;
    private double _top, _rowHeight, _highest;

    private PaperDiagram(NetworkDefinition network, IReadOnlyList<DiagramStage> stages)
    {
        _network = network;
        _rows = stages.Max(stage => BlockLayout.Shown(stage.Towers).Count);
        TensorShape[] shapes = [network.Input, .. network.ResolvedLayers.Select(layer => layer.OutputShape)];
        _mostChannels = Math.Sqrt(Most(shapes.Where(shape => !IsFlat(shape))));
        _mostValues = Math.Sqrt(Most(shapes.Where(IsFlat)));
    }

    /// <summary>Draws a network.</summary>
    public static Picture Of(NetworkDefinition network)
    {
        IReadOnlyList<DiagramStage> stages = DiagramStage.Of(network);
        return new PaperDiagram(network, stages).Draw(stages);
    }

    private Picture Draw(IReadOnlyList<DiagramStage> stages)
    {
        var input = new Column(null, 1, Depict(_network.Input, 1), ["Input", $"{_network.Input}"], []);
        Column[] columns = [input, .. stages.Select((stage, i) => ColumnOf(stage, i > 0 ? stages[i - 1] : null))];
        double width = 2 * Margin + columns.Sum(column => column.Width) + Arrow * (columns.Length - 1);
        double y = Write(_network.Name, TitleSize, Margin, width, bold: true);
        if (_network.Description is string description)
            y = Write(description, Size, y, width, bold: false);
        _highest = columns.Max(column => column.Solid.Height);
        _rowHeight = _highest + columns.Max(column => column.Labels.Count) * LineHeight + 2 * LineHeight;
        _top = y + LineHeight + columns.Max(column => column.Notes.Count) * LineHeight;
        double x = Margin;
        foreach ((int i, Column column) in columns.Index())
        {
            if (i > 0)
                Link(columns[i - 1], column, x - Arrow, x);
            Draw(column, x);
            x += column.Width + Arrow;
        }

        double bottom = _top + _rows * _rowHeight + 2 * LineHeight;
        bottom = Write(Totals(_network), Size, bottom, width, bold: false);
        return new(Math.Ceiling(width), Math.Ceiling(bottom + Margin), _shapes)
        {
            Title = _network.Name,
            Description = Description(_network),
        };
    }

    private Column ColumnOf(DiagramStage stage, DiagramStage? before)
    {
        NetworkLayer layer = stage.Layers[0];
        TensorShape shape = layer.OutputShape with { Channels = layer.OutputShape.Channels / stage.Towers };
        IReadOnlyList<string> settings = stage.Head is null ? [] : Head(stage, before, 0);
        string[] notes = [.. settings.Skip(stage.Towers > 1 ? 1 : 0)
            .Concat(stage.Layers.Where(other => other != stage.Head).Select(other => Kind(other.Definition)))
            .SelectMany(line => TextEstimate.Wrap(line, LabelWidth, Size))];
        string[] labels = [.. TextEstimate.Wrap(layer.Name, LabelWidth, Size, bold: true), $"{shape}"];
        return new(stage, stage.Towers, Depict(shape, stage.Towers), labels, notes);
    }

    private Solid Depict(TensorShape shape, int towers)
    {
        // A fully connected layer has no planes: its values are its height.
        double tallest = Math.Sqrt(Math.Max(_network.Input.Height, _network.Input.Width));
        bool isFlat = IsFlat(shape);
        double channels = Math.Sqrt((double)shape.Channels * towers) / (isFlat ? _mostValues : _mostChannels);
        double high = isFlat ? channels / Math.Sqrt(towers) : Math.Sqrt(shape.Height) / tallest;
        double deep = isFlat ? 0 : Math.Sqrt(shape.Width) / tallest, wide = isFlat ? 0 : channels;
        return new(Narrowest + wide * (Widest - Narrowest), Lowest + Math.Min(high, 1) * (Highest - Lowest),
            Slant * (Lowest + Math.Min(deep, 1) * (Highest - Lowest)));
    }

    private static int Most(IEnumerable<TensorShape> shapes) =>
        shapes.Select(shape => shape.Channels).DefaultIfEmpty(1).Max();

    private static bool IsFlat(TensorShape shape) => shape is { Height: 1, Width: 1 };

    private void Draw(Column column, double x)
    {
        IReadOnlyList<int> towers = BlockLayout.Shown(column.Towers);
        (Ink fill, Ink stroke) = LayerColors.Of(column.Stage?.Head?.Definition);
        foreach (int tower in towers)
        {
            double y = Middle(column, tower);
            Solid solid = column.Solid;
            double left = x + (column.Width - solid.Across) / 2, right = left + solid.Width;
            double back = y - solid.Height / 2, front = back + solid.Depth, bottom = y + solid.Height / 2;
            Face(fill, stroke, new(left, front), new(right, front), new(right, bottom), new(left, bottom));
            Face(Shade(fill, 1.03), stroke, new(left, front), new(left + solid.Depth, back),
                new(right + solid.Depth, back), new(right, front));
            Face(Shade(fill, 0.9), stroke, new(right, front), new(right + solid.Depth, back),
                new(right + solid.Depth, bottom - solid.Depth), new(right, bottom));
            foreach ((int i, string line) in column.Labels.Index())
                Center(line, x + column.Width / 2, bottom + (i + 1) * LineHeight, i < column.Labels.Count - 1);
        }

        if (column.Towers > towers.Count)
        {
            Center(Text($"{column.Towers:N0} towers"), x + column.Width / 2, _top + _rows * _rowHeight + LineHeight,
                isBold: false);
        }

        foreach ((int i, string line) in column.Notes.Index())
            Center(line, x + column.Width / 2, _top - (column.Notes.Count - i - 1) * LineHeight, isBold: false);
    }

    private void Link(Column from, Column to, double left, double right)
    {
        foreach (int target in BlockLayout.Shown(to.Towers))
        {
            foreach (int source in BlockLayout.Shown(from.Towers))
            {
                bool crosses = false;
                if (to.Stage is DiagramStage after && from.Stage is DiagramStage before)
                {
                    if (!after.Reads(before, source, target))
                        continue;
                    crosses = after.Crosses(before, source, target);
                }

                double start = Middle(from, source), end = Middle(to, target);
                double spare = (from.Width - from.Solid.Across) / 2, room = (to.Width - to.Solid.Across) / 2;

                // Apart where several end. A crossing is between the columns, where no text is.
                (start, end) = (start + Aside(end - start, from), end - Aside(end - start, to));
                _shapes.Add(new LineShape(
                    [new(left - spare, start), new(left, start), new(right, end), new(right + room, end)],
                    crosses ? LayerColors.Crossing : LayerColors.Line, 1.2, Arrow: true));
            }
        }
    }

    // Still at the side of the box.
    private static double Aside(double distance, Column column) =>
        Math.Clamp(distance * 0.06, -column.Solid.Height / 5, column.Solid.Height / 5);

    // The middle of the boxes of a tower, above their labels.
    private double Middle(Column column, int tower)
    {
        IReadOnlyList<int> shown = BlockLayout.Shown(column.Towers);
        double row = (shown.ToList().IndexOf(tower) + 0.5) * _rows / shown.Count - 0.5;
        return _top + row * _rowHeight + LineHeight + _highest / 2;
    }

    private double Write(string text, double size, double y, double width, bool bold)
    {
        foreach (string line in TextEstimate.Wrap(text, width - 2 * Margin, size, bold))
        {
            y += size + 4;
            _shapes.Add(new TextShape(Margin, y - 4, line, size, Ink.Dark, Bold: bold));
        }

        return y;
    }

    private void Center(string line, double x, double baseline, bool isBold) =>
        _shapes.Add(new TextShape(x, baseline, line, Size, Ink.Dark, TextAnchor.Middle, isBold));

    private void Face(Ink fill, Ink stroke, params DrawnPoint[] corners) =>
        _shapes.Add(new AreaShape(corners, fill, stroke));

    private static Ink Shade(Ink ink, double factor) =>
        new((byte)Math.Min(255, ink.Red * factor), (byte)Math.Min(255, ink.Green * factor),
            (byte)Math.Min(255, ink.Blue * factor));

    private readonly record struct Solid(double Width, double Height, double Depth)
    {
        public double Across => Width + Depth;
    }

    private sealed record Column(DiagramStage? Stage, int Towers, Solid Solid, IReadOnlyList<string> Labels,
        IReadOnlyList<string> Notes)
    {
        public double Width => Math.Max(Math.Max(Solid.Across, LabelWidth),
            Labels.Max(label => TextEstimate.Width(label, Size, bold: true)));
    }
}
