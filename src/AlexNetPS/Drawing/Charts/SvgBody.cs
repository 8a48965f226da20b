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
        _text.Append($"<text x=\"{SvgText.Of(text.X)}\" y=\"{SvgText.Of(text.Y)}\" font-size=\"{SvgText.Of(text.Size)}\"")
            .Append(isTitle ? $" id=\"{id}-title\"" : "").Append(anchor).Append(text.Bold ? " font-weight=\"600\"" : "")
            .Append($" style=\"fill: {colors.Of(ink)}\">{SvgText.Of(text.Text)}</text>");
    }

    /// <summary>Adds a line.</summary>
    public void Line(double x, double y, double x2, double y2, Ink color, double width, string? dashes = null) =>
        _text.Append($"<line x1=\"{SvgText.Of(x)}\" y1=\"{SvgText.Of(y)}\" x2=\"{SvgText.Of(x2)}\" y2=\"{SvgText.Of(y2)}\"")
            .Append($" stroke-width=\"{SvgText.Of(width)}\"{(dashes is null ? "" : $" stroke-dasharray=\"{dashes}\"")}")
            .Append($" style=\"stroke: {colors.Of(color)}\"/>");

    /// <summary>Adds a filled polygon.</summary>
    public void Area(IEnumerable<DrawnPoint> points, Ink color) =>
        _text.Append("<polygon points=\"")
            .AppendJoin(' ', points.Select(point => $"{SvgText.Of(point.X)},{SvgText.Of(point.Y)}"))
            .Append($"\" style=\"fill: {colors.Of(color)}\"/>");

    /// <summary>Adds a filled circle.</summary>
    public void Circle(double x, double y, double radius, Ink color) =>
        _text.Append($"<circle cx=\"{SvgText.Of(x)}\" cy=\"{SvgText.Of(y)}\" r=\"{SvgText.Of(radius)}\"")
            .Append($" style=\"fill: {colors.Of(color)}\"/>");

    public override string ToString() => _text.ToString();
}
