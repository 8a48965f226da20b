using AlexNetPS.Imaging;

namespace AlexNetPS.Drawing.Charts;

/// <summary>Charts as a picture, one below the other.</summary>
internal static class ChartPicture
{
    private const double Gap = 12;

    /// <summary>Draws the charts.</summary>
    /// <param name="charts">At least one chart.</param>
    /// <param name="scale">Pixels of the image for each of the charts.</param>
    /// <exception cref="Formats.Plugins.PluginException">The plug-in AlexNetPS.SkiaSharp is missing.</exception>
    public static RgbImage Render(IReadOnlyList<Chart> charts, double scale)
    {
        ChartLayout[] layouts = [.. charts.Select(chart => new ChartLayout(chart))];
        var shapes = new List<Shape>();
        double top = 0;
        foreach (ChartLayout layout in layouts)
        {
            RgbImage plot = ChartRenderers.Default.Render(layout.Plot, scale);
            shapes.Add(new ImageShape(0, top, layout.Plot.Width, layout.Plot.Height, plot, Sharp: true));
            shapes.AddRange(layout.Legend.SelectMany(entry => LegendSymbol.Of(entry with { Y = entry.Y + top })));
            shapes.AddRange(layout.Texts.Select(text => new TextShape(text.X, text.Y + top, text.Text, text.Size,
                text.Muted ? ChartPalette.Muted : ChartPalette.Text, text.Anchor, text.Bold)));
            top += layout.Height + Gap;
        }

        var picture = new Picture(layouts.Max(layout => layout.Width), top - Gap, shapes)
        {
            Background = ChartPalette.Paper,
            Description = string.Join(" ", charts.Select(ChartSvg.Describe)),
        };
        return Pictures.Renderer.Render(picture, scale);
    }
}
