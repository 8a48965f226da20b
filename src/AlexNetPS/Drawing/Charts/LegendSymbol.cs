namespace AlexNetPS.Drawing.Charts;

/// <summary>The piece of a line with its marker in a legend.</summary>
internal static class LegendSymbol
{
    private const double Half = 3.5;

    /// <summary>Adds it to an SVG.</summary>
    public static void Add(SvgBody body, LegendEntry entry)
    {
        Ink color = ChartPalette.Color(entry.Series.Color);
        foreach (Shape shape in Of(entry))
        {
            switch (shape)
            {
                case LineShape line:
                    body.Line(line.Points[0], line.Points[1], color, line.StrokeWidth, line.Dashed ? "6 4" : null);
                    break;
                case AreaShape area:
                    body.Area(area.Points, color);
                    break;
                case BoxShape dot:
                    body.Circle(dot.X + dot.Width / 2, dot.Y + dot.Height / 2, dot.Width / 2, color);
                    break;
            }
        }
    }

    /// <summary>Returns its shapes.</summary>
    public static IEnumerable<Shape> Of(LegendEntry entry)
    {
        ChartSeries series = entry.Series;
        Ink color = ChartPalette.Color(series.Color);
        double x = entry.X + entry.Width / 2, y = entry.Y;
        if (series.Kind == SeriesKind.Bars)
        {
            yield return Area(color, (x - 9, y - 5), (x + 9, y - 5), (x + 9, y + 5), (x - 9, y + 5));
            yield break;
        }

        if (series.Kind == SeriesKind.Line)
        {
            yield return new LineShape([new(entry.X, y), new(entry.X + entry.Width, y)], color,
                series.Dashed ? 1.5 : 2, Dashed: series.Dashed);
        }

        if (!series.Dashed)
        {
            foreach (Shape shape in Marker(ChartPalette.Marker(series.Color), color, x, y))
                yield return shape;
        }
    }

    private static IEnumerable<Shape> Marker(MarkerShape shape, Ink color, double x, double y)
    {
        switch (shape)
        {
            case MarkerShape.Circle:
                yield return new BoxShape(x - Half, y - Half, 2 * Half, 2 * Half, color, Radius: Half);
                break;
            case MarkerShape.Square:
                yield return Area(color, (x - Half, y - Half), (x + Half, y - Half), (x + Half, y + Half),
                    (x - Half, y + Half));
                break;
            case MarkerShape.Triangle:
                yield return Area(color, (x - Half, y + Half), (x, y - Half), (x + Half, y + Half));
                break;
            case MarkerShape.TriangleDown:
                yield return Area(color, (x - Half, y - Half), (x, y + Half), (x + Half, y - Half));
                break;
            case MarkerShape.Diamond:
                yield return Area(color, (x - Half, y), (x, y - Half), (x + Half, y), (x, y + Half));
                break;
            case MarkerShape.Cross:
                yield return new LineShape([new(x - Half, y - Half), new(x + Half, y + Half)], color, 1.5);
                yield return new LineShape([new(x - Half, y + Half), new(x + Half, y - Half)], color, 1.5);
                break;
        }
    }

    private static AreaShape Area(Ink color, params (double X, double Y)[] corners) =>
        new([.. corners.Select(corner => new DrawnPoint(corner.X, corner.Y))], color);
}
