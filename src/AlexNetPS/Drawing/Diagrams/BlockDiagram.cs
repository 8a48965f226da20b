using AlexNetPS.Networks;
using static AlexNetPS.Drawing.Diagrams.LayerText;

namespace AlexNetPS.Drawing.Diagrams;

/// <summary>A network from top to bottom: a box for each layer and tower, beside them a table of shapes and counts.</summary>
internal sealed class BlockDiagram
{
    private const double Margin = 24, TitleSize = 20, NameSize = 14, Size = 12, LineHeight = 16, Inset = 8,
        ShortGap = 26, CrossingGap = 52;

    private static readonly string[] _headings = ["Output", "Parameters", "Multiply-adds"];

    private readonly List<Shape> _shapes = [];
    private readonly NetworkDefinition _network;
    private readonly IReadOnlyList<DiagramStage> _stages;
    private readonly BlockLayout _layout;
    private readonly double[] _columns;
    private double _y = Margin;

    private BlockDiagram(NetworkDefinition network)
    {
        _network = network;
        _stages = DiagramStage.Of(network);
        _layout = new(Margin, BlockLayout.WidthOf(_stages.Max(stage => stage.Towers)));
        _columns = Columns();
    }

    private double Width => Math.Ceiling(_columns[^1]) + Margin;

    /// <summary>Draws a network.</summary>
    public static Picture Of(NetworkDefinition network)
    {
        var diagram = new BlockDiagram(network);
        diagram.Draw();
        return new(diagram.Width, diagram._y, diagram._shapes)
        {
            Title = network.Name,
            Description = Description(network),
        };
    }

    private void Draw()
    {
        Write(_network.Name, TitleSize, Ink.Dark, bold: true);
        if (_network.Description is string description)
            Write(description, Size, LayerColors.Pale);
        _y += Inset;
        foreach ((double right, string heading) in _columns.Zip(_headings))
            _shapes.Add(new TextShape(right, _y + LineHeight - 4, heading, Size, LayerColors.Pale, TextAnchor.End, true));
        _y += LineHeight + Inset;

        var none = new DiagramStage([_network.ResolvedLayers[0]], 1);
        Box(null, 1, _ => ["Input"], [$"{_network.Input}"]);
        DiagramStage before = none;
        foreach (DiagramStage stage in _stages)
        {
            Link(before, stage.Towers, (from, to) => stage.Reads(before, from, to), stage);
            foreach (NetworkLayer layer in stage.Layers)
                Draw(stage, before == none ? null : before, layer);
            before = stage;
        }

        Link(before, 1, (_, _) => true, none);
        Box(null, 1, _ => [Text($"{_network.Classes:N0} classes")], []);
        Foot();
    }

    private void Draw(DiagramStage stage, DiagramStage? before, NetworkLayer layer)
    {
        string[] row = [$"{layer.OutputShape}", layer.HasParameters ? Text($"{layer.Parameters:N0}") : "",
            layer.MultiplyAdds > 0 ? Text($"{layer.MultiplyAdds:N0}") : ""];
        if (layer == stage.Head)
            Box(layer.Definition, stage.Towers, _ => [layer.Name], row, tower => Head(stage, before, tower));
        else
            Box(layer.Definition, stage.Towers, _ => [], row, _ => [Other(layer.Definition)]);
    }

    /// <summary>Draws a layer: a box for each tower, bold lines and plain lines in each, and its row of the table.</summary>
    private void Box(LayerDefinition? layer, int towers, Func<int, IReadOnlyList<string>> bold,
        IReadOnlyList<string> row, Func<int, IReadOnlyList<string>>? plain = null)
    {
        (Ink fill, Ink stroke) = LayerColors.Of(layer);
        double width = _layout.Box(towers, 0).Width - 2 * Inset;
        var lines = BlockLayout.Shown(towers).Select(tower => (Tower: tower,
            Names: bold(tower).SelectMany(line => TextEstimate.Wrap(line, width, NameSize, bold: true)).ToArray(),
            Others: plain?.Invoke(tower).SelectMany(line => TextEstimate.Wrap(line, width, Size)).ToArray() ?? []))
            .ToArray();
        double height = lines.Max(box => box.Names.Length + box.Others.Length) * LineHeight + Inset;
        foreach ((int tower, string[] names, string[] others) in lines)
        {
            (double x, double wide) = _layout.Box(towers, tower);
            _shapes.Add(new BoxShape(x, _y, wide, height, fill, stroke));
            double baseline = _y + Inset / 2 + (height - Inset - (names.Length + others.Length) * LineHeight) / 2;
            foreach (string line in names)
                Center(line, x + wide / 2, baseline += LineHeight, NameSize, isBold: true);
            foreach (string line in others)
                Center(line, x + wide / 2, baseline += LineHeight, Size, isBold: false);
        }

        if (_layout.Hidden(towers) is double middle && layer is not null)
            Center(Text($"{towers - 3:N0} more"), middle, _y + height / 2 + 8, Size, isBold: false);
        foreach ((double right, string text) in _columns.Zip(row))
            _shapes.Add(new TextShape(right, _y + height / 2 + 4, text, Size, Ink.Dark, TextAnchor.End));
        _y += height;
    }

    // The letters are above their baseline: a line of text is in the middle of its height.
    private void Center(string line, double x, double bottom, double size, bool isBold) =>
        _shapes.Add(new TextShape(x, bottom - 4, line, size, Ink.Dark, TextAnchor.Middle, isBold));

    private void Link(DiagramStage before, int towers, Func<int, int, bool> reads, DiagramStage after)
    {
        var links = (from source in BlockLayout.Shown(before.Towers)
                     from target in BlockLayout.Shown(towers)
                     where reads(source, target)
                     let crosses = (after with { Towers = towers }).Crosses(before, source, target)
                     orderby crosses descending
                     select (From: _layout.Box(before.Towers, source), To: _layout.Box(towers, target), Crosses: crosses))
            .ToArray();
        double top = _y, bottom = _y + (links.Any(link => Shared(link.From, link.To) is null) ? CrossingGap : ShortGap);
        foreach (((double X, double Width) from, (double X, double Width) to, bool crosses) in links)
        {
            // Toward each other, so that the lines of one box begin and end apart.
            double distance = to.X + to.Width / 2 - from.X - from.Width / 2;
            double start = Shared(from, to) ?? from.X + from.Width / 2 + distance * 0.15,
                end = Shared(from, to) ?? to.X + to.Width / 2 - distance * 0.15;
            _shapes.Add(new LineShape([new(start, top), new(end, bottom)],
                crosses ? LayerColors.Crossing : LayerColors.Line, 1.5, Arrow: true));
        }

        _y = bottom;
    }

    // The middle of what is both below one box and above the other; null if nothing is.
    private static double? Shared((double X, double Width) one, (double X, double Width) other)
    {
        double left = Math.Max(one.X, other.X), right = Math.Min(one.X + one.Width, other.X + other.Width);
        return left < right ? (left + right) / 2 : null;
    }

    private void Foot()
    {
        _y += 2 * Inset;
        _shapes.Add(new LineShape([new(Margin, _y), new(Width - Margin, _y)], LayerColors.Rule));
        _y += Inset;
        string[] totals = ["Total", Text($"{_network.Parameters:N0}"), Text($"{_network.MultiplyAdds:N0}")];
        foreach ((double right, string text) in _columns.Zip(totals))
            _shapes.Add(new TextShape(right, _y + LineHeight - 4, text, Size, Ink.Dark, TextAnchor.End, true));
        _y += LineHeight + Inset;
        Write(Totals(_network), Size, Ink.Dark);
        if (_shapes.OfType<LineShape>().Any(line => line.Stroke == LayerColors.Crossing))
            Write("Red: values that cross from one tower to another.", Size, LayerColors.Crossing);
        _y += Margin - Inset;
    }

    private void Write(string text, double size, Ink color, bool bold = false)
    {
        foreach (string line in TextEstimate.Wrap(text, Width - 2 * Margin, size, bold))
        {
            _y += size + 4;
            _shapes.Add(new TextShape(Margin, _y - 4, line, size, color, Bold: bold));
        }
    }

    private double[] Columns()
    {
        string[][] rows =
        [
            _headings, [$"{_network.Input}", "", ""],
            ["", Text($"{_network.Parameters:N0}"), Text($"{_network.MultiplyAdds:N0}")],
            .. _network.ResolvedLayers.Select(layer => new[] { $"{layer.OutputShape}", "", "" }),
        ];
        double right = _layout.Left + _layout.Width;
        return [.. _headings.Select((_, column) =>
            right += Margin + rows.Max(row => TextEstimate.Width(row[column], Size, bold: true)))];
    }
}
