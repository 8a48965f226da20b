using System.Globalization;
using System.Text;
using AlexNetPS.Imaging;

namespace AlexNetPS.Drawing.Charts;

/// <summary>
/// Figures as SVG. A library draws grid, frame and data; texts are real texts, so that they need no font here, can be
/// selected and searched.
/// </summary>
internal static class ChartSvg
{
    private const string Font = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";

    private const double Gap = 12;

    /// <summary>
    /// Colors of charts in a page, light and dark: the variables --chart-0 to --chart-6, -grid, -frame, -text, -muted
    /// and -paper. A page that knows better sets them behind it.
    /// </summary>
    public static string Css { get; } = Variables();

    /// <summary>Returns an element for a page, which carries the values for the script of charts.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="id">An id that the page uses once: letters, digits and hyphens.</param>
    public static string Of(Figure figure, string id)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentException.ThrowIfNullOrEmpty(id);
        SvgPart part = Part(figure, id, ChartColors.Page);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"chart\" id=\"{id}\" viewBox=\"0 0 {part.Width} {part.Height}\" width=\"{part.Width}\" ");
        text.Append(CultureInfo.InvariantCulture,
            $"height=\"{part.Height}\" role=\"img\" aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\" ");
        text.Append(CultureInfo.InvariantCulture,
            $"font-family=\"{SvgText.Of(Font)}\"");
        if (figure is Chart chart)
            text.Append(" tabindex=\"0\" data-chart=\"").Append(SvgText.Of(ChartData.Of(chart))).Append('"');
        // A title element would be shown as a tooltip above the values.
        text.Append(CultureInfo.InvariantCulture,
            $"><desc id=\"{id}-desc\">{SvgText.Of(Describe(figure))}</desc>{part.Body}</svg>");
        return text.ToString();
    }

    /// <summary>Returns a file with figures, one below the other, on white.</summary>
    /// <param name="figures">At least one figure.</param>
    public static string File(IReadOnlyList<Figure> figures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(figures.Count, nameof(figures));
        SvgPart[] parts = [.. figures.Select((figure, i) => Part(figure, $"chart{i + 1}", ChartColors.File))];
        (double width, double height) = (parts.Max(part => part.Width), parts.Sum(part => part.Height + Gap) - Gap);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" ");
        text.Append(CultureInfo.InvariantCulture, $"height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\" ");
        text.Append(CultureInfo.InvariantCulture, $"font-family=\"{SvgText.Of(Font)}\">\n");
        text.Append(CultureInfo.InvariantCulture,
            $"<title id=\"title\">{SvgText.Of(string.Join(", ", figures.Select(figure => figure.Title)))}</title>\n");
        text.Append(CultureInfo.InvariantCulture,
            $"<desc id=\"desc\">{SvgText.Of(string.Join(" ", figures.Select(Describe)))}</desc>\n");
        text.Append(CultureInfo.InvariantCulture,
            $"<rect width=\"{width}\" height=\"{height}\" fill=\"{ChartColors.Hex(ChartPalette.Paper)}\"/>\n");
        double top = 0;
        foreach (SvgPart part in parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate(0 {top})\">{part.Body}</g>\n");
            top += part.Height + Gap;
        }

        return text.Append("</svg>\n").ToString();
    }

    /// <summary>Returns what can be seen.</summary>
    public static string Describe(Figure figure) => figure switch
    {
        { Description.Length: > 0 } => figure.Description,
        Chart chart => $"{chart.Title}: {chart.Y.Label} by {chart.X.Label}, of "
            + string.Join(", ", chart.Series.Select(series =>
                series.Note is null ? series.Name : $"{series.Name} ({series.Note})")) + ".",
        HeatMap map => $"{map.Title}: {map.Rows} in rows, {map.Columns} in columns, {map.Names.Count:N0} each.",
        _ => $"{figure.Title}.",
    };

    private static SvgPart Part(Figure figure, string id, ChartColors colors) => figure switch
    {
        Chart chart => ChartBody.Of(chart, id, colors),
        HeatMap map => HeatMapBody.Of(map, id, colors),
        ImageFigure image => ImageBody(image, id, colors),
        _ => throw new ArgumentOutOfRangeException(nameof(figure)),
    };

    private static SvgPart ImageBody(ImageFigure figure, string id, ChartColors colors)
    {
        // Whole pixels for each cell.
        int scale = Math.Max(1, 600 / Math.Max(figure.Image.Width, figure.Image.Height));
        (int width, int height) = (figure.Image.Width * scale, figure.Image.Height * scale);
        const int Left = 24, Top = 52;
        var body = new SvgBody(id, colors);
        body.Add(new(10, 20, figure.Title, 15) { Bold = true }, isTitle: true);
        body.Add(new(Left, 42, $"{figure.Columns} →", 12) { Muted = true });
        body.Raw($"<text transform=\"translate(16 {Top + 4}) rotate(90)\" font-size=\"12\" "
            + $"fill=\"{colors.Of(ChartPalette.Muted)}\">{SvgText.Of($"{figure.Rows} →")}</text>");
        body.Raw($"<image x=\"{Left}\" y=\"{Top}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" "
            + "image-rendering=\"pixelated\" href=\"data:image/png;base64,"
            + $"{Convert.ToBase64String(ImageEncoder.EncodePng(figure.Image.View))}\"/>");
        return new(Left + width + 10, Top + height + 10, body.ToString());
    }

    private static string Variables()
    {
        var text = new StringBuilder();
        text.Append("svg.chart {\n  max-width: 100%;\n  height: auto;\n}\n");
        text.Append(":root {\n").Append(Colors(ChartPalette.Color, new(0xE1, 0xE4, 0xE9), new(0x8A, 0x90, 0x99),
            new(0x1F, 0x23, 0x29), new(0x57, 0x5D, 0x66), new(0xFE, 0xFE, 0xFF))).Append("}\n");
        string dark = Colors(ChartPalette.DarkColor, new(0x33, 0x38, 0x40), new(0x76, 0x7C, 0x86),
            new(0xE8, 0xE8, 0xEC), new(0xAE, 0xB4, 0xBE), new(0x16, 0x18, 0x1C));
        text.Append("@media screen and (prefers-color-scheme: dark) {\n:root {\n").Append(dark).Append("}\n}\n");
        return text.ToString();
    }

    private static string Colors(Func<int, Ink> color, Ink grid, Ink frame, Ink text, Ink muted, Ink paper) =>
        string.Concat(Enumerable.Range(0, ChartPalette.Count)
            .Select(i => $"  --chart-{i}: {ChartColors.Hex(color(i))};\n")
            .Append($"  --chart-grid: {ChartColors.Hex(grid)};\n  --chart-frame: {ChartColors.Hex(frame)};\n")
            .Append($"  --chart-text: {ChartColors.Hex(text)};\n  --chart-muted: {ChartColors.Hex(muted)};\n")
            .Append($"  --chart-paper: {ChartColors.Hex(paper)};\n"));
}

/// <summary>Contents of an SVG.</summary>
internal sealed record SvgPart(int Width, int Height, string Body);
