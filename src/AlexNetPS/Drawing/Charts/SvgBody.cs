using System.Text;

namespace AlexNetPS.Drawing.Charts;

/// <summary>Elements of an SVG that are written one after the other.</summary>
/// <param name="id">Begins every id.</param>
/// <param name="colors">Colors.</param>
internal sealed class SvgBody(string id, ChartColors colors)
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds an element as it is.</summary>
    public void Raw(string element) => _text.Append(element);

    /// <summary>Adds a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isTitle">Whether it names the figure.</param>
    public void Add(ChartText text, bool isTitle = false)
    {
        string anchor = text.Anchor switch
        {
            TextAnchor.Middle => " text-anchor=\"middle\"",
            TextAnchor.End => " text-anchor=\"end\"",
            _ => "",
        };
        Ink ink = text.Muted ? ChartPalette.Muted : ChartPalette.Text;
        string identity = isTitle ? $" id=\"{id}-title\"" : "", weight = text.Bold ? " font-weight=\"600\"" : "";
        Raw($"<text x=\"{N(text.X)}\" y=\"{N(text.Y)}\" font-size=\"{N(text.Size)}\"{identity}{anchor}{weight} "
            + $"fill=\"{colors.Of(ink)}\">{SvgText.Of(text.Text)}</text>");
    }

    /// <summary>Adds a line.</summary>
    public void Line(DrawnPoint from, DrawnPoint to, Ink color, double width, string? dashes = null) =>
        Raw($"<line x1=\"{N(from.X)}\" y1=\"{N(from.Y)}\" x2=\"{N(to.X)}\" y2=\"{N(to.Y)}\" "
            + $"stroke-width=\"{N(width)}\"{(dashes is null ? "" : $" stroke-dasharray=\"{dashes}\"")} "
            + $"stroke=\"{colors.Of(color)}\"/>");

    /// <summary>Adds a filled polygon.</summary>
    public void Area(IEnumerable<DrawnPoint> points, Ink color) =>
        Raw($"<polygon points=\"{string.Join(' ', points.Select(point => $"{N(point.X)},{N(point.Y)}"))}\" "
            + $"fill=\"{colors.Of(color)}\"/>");

    /// <summary>Adds a filled circle.</summary>
    public void Circle(double x, double y, double radius, Ink color) =>
        Raw($"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" fill=\"{colors.Of(color)}\"/>");

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string N(double value) => SvgText.Of(value);
}
