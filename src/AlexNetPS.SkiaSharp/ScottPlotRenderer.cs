using AlexNetPS.Drawing;
using AlexNetPS.Drawing.Charts;
using AlexNetPS.Imaging;
using ScottPlot;
using SkiaSharp;
using MarkerShape = AlexNetPS.Drawing.Charts.MarkerShape;

namespace AlexNetPS.SkiaSharp;

/// <summary>
/// Draws plots with ScottPlot. It writes no text, for which it would have to find a font of the system.
/// </summary>
public sealed class ScottPlotRenderer : IChartRenderer
{
    string IChartRenderer.Svg(Drawing.Charts.Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        SkiaLibrary.Require();
        using ScottPlot.Plot drawn = Draw(plot, Colors.Transparent);
        return drawn.GetSvgXml(plot.Width, plot.Height);
    }

    RgbImage IChartRenderer.Render(Drawing.Charts.Plot plot, double scale)
    {
        ArgumentNullException.ThrowIfNull(plot);
        SkiaLibrary.Require();
        using ScottPlot.Plot drawn = Draw(plot, Color(ChartPalette.Paper));
        drawn.ScaleFactor = scale;
        var info = new SKImageInfo((int)Math.Ceiling(plot.Width * scale), (int)Math.Ceiling(plot.Height * scale),
            SKColorType.Rgba8888, SKAlphaType.Premul, null);
        using SKSurface surface = SKSurface.Create(info);
        drawn.Render(surface.Canvas, info.Width, info.Height);
        var image = new RgbImage(info.Width, info.Height, new byte[info.Width * info.Height * 3]);
        SkiaPixels.Copy(surface, image.Pixels);
        return image;
    }

    private static ScottPlot.Plot Draw(Drawing.Charts.Plot plot, Color background)
    {
        var drawn = new ScottPlot.Plot();
        drawn.FigureBackground.Color = background;
        drawn.DataBackground.Color = background;
        PlotFrame frame = plot.Frame;
        drawn.Layout.Fixed(new PixelPadding((float)frame.Left, (float)(plot.Width - frame.Left - frame.Width),
            (float)(plot.Height - frame.Top - frame.Height), (float)frame.Top));
        drawn.Axes.Right.IsVisible = false;
        drawn.Axes.Top.IsVisible = false;
        SetAxis(drawn.Axes.Bottom, plot.X);
        SetAxis(drawn.Axes.Left, plot.Y);
        drawn.Axes.SetLimits(plot.X.From, plot.X.To, plot.Y.From, plot.Y.To);
        drawn.Axes.FrameColor(Color(ChartPalette.Frame));
        drawn.Grid.MajorLineColor = Color(ChartPalette.Grid);
        drawn.Grid.MajorLineWidth = 1;
        foreach (PlotMark mark in plot.Marks)
            Add(drawn, mark);
        return drawn;
    }

    private static void SetAxis(IAxis axis, PlotAxis given)
    {
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. given.Ticks], [.. given.Ticks.Select(_ => "")]);
        axis.MajorTickStyle.Color = Color(ChartPalette.Frame);
        axis.MajorTickStyle.Length = 4;
        axis.Label.IsVisible = false;
    }

    private static void Add(ScottPlot.Plot drawn, PlotMark mark)
    {
        switch (mark)
        {
            case PlotLine line:
                ScottPlot.Plottables.Scatter scatter = drawn.Add.ScatterLine(Coordinates(line.Points), Color(line.Color));
                scatter.LineWidth = (float)line.Width;
                scatter.LinePattern = line.Dashed ? LinePattern.Dashed : LinePattern.Solid;
                break;
            case PlotMarkers markers:
                ScottPlot.Plottables.Markers points = drawn.Add.Markers(Coordinates(markers.Points),
                    markers.IsRing ? ScottPlot.MarkerShape.OpenCircle : Shape(markers.Shape), (float)markers.Size,
                    Color(markers.Color));
                points.MarkerStyle.LineWidth = markers.IsRing ? 2 : 1.5f;
                break;
            case PlotBars bars:
                drawn.Add.Bars(bars.Points.Select(point => new Bar
                {
                    Position = point.X,
                    Value = point.Y,
                    Size = bars.Width,
                    FillColor = Color(bars.Color),
                    LineWidth = 0,
                }).ToArray());
                break;
        }
    }

    private static Coordinates[] Coordinates(IReadOnlyList<DrawnPoint> points) =>
        [.. points.Select(point => new Coordinates(point.X, point.Y))];

    private static ScottPlot.MarkerShape Shape(MarkerShape shape) => shape switch
    {
        MarkerShape.Circle => ScottPlot.MarkerShape.FilledCircle,
        MarkerShape.Square => ScottPlot.MarkerShape.FilledSquare,
        MarkerShape.Triangle => ScottPlot.MarkerShape.FilledTriangleUp,
        MarkerShape.TriangleDown => ScottPlot.MarkerShape.FilledTriangleDown,
        MarkerShape.Diamond => ScottPlot.MarkerShape.FilledDiamond,
        MarkerShape.Cross => ScottPlot.MarkerShape.Eks,
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    private static Color Color(Ink ink) => new(ink.Red, ink.Green, ink.Blue, ink.Alpha);
}
