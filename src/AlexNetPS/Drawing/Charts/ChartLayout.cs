namespace AlexNetPS.Drawing.Charts;

/// <summary>
/// Where the parts of a chart are: the plot, and around it texts and legend, the same in every form. The width of texts
/// is estimated, because an SVG is shown with fonts that are not known here.
/// </summary>
internal sealed class ChartLayout
{
    private const double TickSize = 12, LabelSize = 12, TitleSize = 15, RowHeight = 20, SymbolWidth = 34, Margin = 12;

    private const double Edge = 10, LineWidth = 2, MarkerSize = 7, RingSize = 14;

    // The axes of charts below each other stand below each other.
    private const double MinLeft = 64;

    // More markers on a line than this hide it.
    private const int MarkersShown = 12;

    private readonly Chart _chart;
    private readonly AxisScale _x, _y;
    private readonly List<ChartText> _texts = [];
    private readonly List<LegendEntry> _legend = [];

    public ChartLayout(Chart chart)
    {
        _chart = chart;
        bool bars = chart.Series.Any(series => series.Kind == SeriesKind.Bars);
        _x = AxisScale.Of(chart.X, chart.Series.SelectMany(series => series.X), Math.Max(2, chart.Width / 80));
        _y = AxisScale.Of(bars && chart.Y.Minimum is null ? chart.Y with { Minimum = 0 } : chart.Y,
            chart.Series.SelectMany(series => series.Y), Math.Max(2, chart.Height / 55));
        double left = Math.Max(MinLeft,
            Edge + 8 + _y.Ticks.Select(tick => TextEstimate.Width(tick.Text, TickSize)).DefaultIfEmpty(0).Max());
        double top = 52, bottom = 44, right = 22;
        Frame = new(Math.Round(left), top, Math.Max(40, chart.Width - Math.Round(left) - right),
            Math.Max(40, chart.Height - top - bottom));
        Plot = new(chart.Width, chart.Height, Frame, new(_x.From, _x.To, Coordinates(_x)),
            new(_y.From, _y.To, Coordinates(_y)), [.. Marks()]);
        AddTexts();
        Height = AddLegend();
    }

    /// <summary>The rectangle of the data.</summary>
    public PlotFrame Frame { get; }

    /// <summary>What is drawn by the library.</summary>
    public Plot Plot { get; }

    /// <summary>Width in pixels.</summary>
    public int Width => _chart.Width;

    /// <summary>Height in pixels, with the legend.</summary>
    public int Height { get; }

    /// <summary>The texts.</summary>
    public IReadOnlyList<ChartText> Texts => _texts;

    /// <summary>Entries of the legend; their names are texts.</summary>
    public IReadOnlyList<LegendEntry> Legend => _legend;

    /// <summary>Horizontal axis.</summary>
    public AxisScale X => _x;

    /// <summary>Vertical axis.</summary>
    public AxisScale Y => _y;

    private static double[] Coordinates(AxisScale scale) =>
        [.. scale.Ticks.Select(tick => scale.Coordinate(tick.Value))];

    private IEnumerable<PlotMark> Marks()
    {
        // Bars are behind lines, and rings in front.
        foreach (ChartSeries series in _chart.Series.Where(series => series.Kind == SeriesKind.Bars))
            yield return new PlotBars(ChartPalette.Color(series.Color), [.. Points(series).Where(IsShown)], Width(series));
        foreach (ChartSeries series in _chart.Series.Where(series => series.Kind != SeriesKind.Bars))
        {
            foreach (PlotMark mark in LineMarks(series))
                yield return mark;
        }

        foreach (ChartSeries series in _chart.Series)
        {
            if (series.Marked is int marked && Points(series)[marked] is var point && IsShown(point))
                yield return new PlotMarkers(ChartPalette.Color(series.Color), [point], MarkerShape.Circle, RingSize, true);
        }

        static double Width(ChartSeries series) =>
            series.X.Count > 1 ? Math.Abs(series.X[1] - series.X[0]) * 0.9 : 0.8;
    }

    private IEnumerable<PlotMark> LineMarks(ChartSeries series)
    {
        Ink color = ChartPalette.Color(series.Color);
        DrawnPoint[] points = Points(series);
        var single = new List<DrawnPoint>();
        if (series.Kind == SeriesKind.Line)
        {
            foreach (DrawnPoint[] part in Parts(points))
            {
                if (part.Length == 1)
                    single.Add(part[0]);
                else
                    yield return new PlotLine(color, part, series.Dashed ? LineWidth * 0.75 : LineWidth, series.Dashed);
            }
        }

        // A dashed line is told by its dashes. A value between two gaps has no line.
        DrawnPoint[] shown = [.. points.Where(IsShown)];
        int every = Math.Max(1, (int)Math.Ceiling((double)shown.Length / MarkersShown));
        DrawnPoint[] marked = series.Kind == SeriesKind.Points ? shown
            : series.Dashed ? [.. single]
            : [.. shown.Where((point, i) => i % every == 0 || single.Contains(point))];
        if (marked.Length > 0)
            yield return new PlotMarkers(color, marked, ChartPalette.Marker(series.Color), MarkerSize);
    }

    private DrawnPoint[] Points(ChartSeries series) =>
        [.. series.X.Zip(series.Y, (x, y) => new DrawnPoint(_x.Coordinate(x), _y.Coordinate(y)))];

    private static bool IsShown(DrawnPoint point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static IEnumerable<DrawnPoint[]> Parts(DrawnPoint[] points)
    {
        for (int start = 0; start < points.Length;)
        {
            int end = start;
            while (end < points.Length && IsShown(points[end]))
                end++;
            if (end > start)
                yield return points[start..end];
            start = end + 1;
        }
    }

    private void AddTexts()
    {
        _texts.Add(new(Edge, 20, TextEstimate.Fit(_chart.Title, TitleSize, Width - 2 * Edge), TitleSize) { Bold = true });
        _texts.Add(new(Edge, 40, TextEstimate.Fit(_chart.Y.Label, LabelSize, Width - 2 * Edge), LabelSize)
        {
            Muted = true,
        });
        foreach (AxisTick tick in _y.Ticks)
        {
            double y = Frame.Top + Frame.Height * (1 - _y.Share(tick.Value));
            _texts.Add(new(Frame.Left - 7, y + TickSize * 0.35, tick.Text, TickSize)
            {
                Muted = true,
                Anchor = TextAnchor.End,
            });
        }

        foreach (AxisTick tick in _x.Ticks)
        {
            double x = Frame.Left + Frame.Width * _x.Share(tick.Value);
            _texts.Add(new(x, Frame.Top + Frame.Height + 18, tick.Text, TickSize)
            {
                Muted = true,
                Anchor = TextAnchor.Middle,
            });
        }

        _texts.Add(new(Frame.Left + Frame.Width / 2, Frame.Top + Frame.Height + 36, _chart.X.Label, LabelSize)
        {
            Muted = true,
            Anchor = TextAnchor.Middle,
        });
    }

    // Returns the height of the whole.
    private int AddLegend()
    {
        ChartSeries[] listed = [.. _chart.Series.Where(series => series.IsListed)];
        double y = _chart.Height + 4, room = Width - 2 * Edge;
        if (listed.Length > 1 || listed.Any(series => series.Note is not null))
        {
            double widest = listed.Max(series => TextEstimate.Width(Name(series), LabelSize)) + SymbolWidth + Margin;
            int columns = Math.Clamp((int)(room / widest), 1, listed.Length);
            double width = columns == 1 ? room : widest;
            int rows = (listed.Length + columns - 1) / columns;
            for (int i = 0; i < listed.Length; i++)
            {
                double x = Edge + i / rows * width, baseline = y + i % rows * RowHeight + 14;
                _legend.Add(new(listed[i], x, baseline - 4, SymbolWidth - 8));
                _texts.Add(new(x + SymbolWidth, baseline,
                    TextEstimate.Fit(Name(listed[i]), LabelSize, width - SymbolWidth - 4), LabelSize));
            }

            y += rows * RowHeight + 2;
        }

        bool isMarked = _chart.MarkedAs is not null && _chart.Series.Any(series => series.Marked is not null);
        foreach (string note in isMarked ? _chart.Notes.Prepend($"Ring: {_chart.MarkedAs}.") : _chart.Notes)
        {
            _texts.Add(new(Edge, y + 14, TextEstimate.Fit(note, LabelSize, room), LabelSize) { Muted = true });
            y += RowHeight;
        }

        return (int)Math.Ceiling(y + 6);

        static string Name(ChartSeries series) =>
            series.Note is null ? series.Name : $"{series.Name}: {series.Note}";
    }
}

/// <summary>A text of a chart.</summary>
/// <param name="X">Where it starts, is centered or ends.</param>
/// <param name="Y">The baseline.</param>
/// <param name="Text">The text.</param>
/// <param name="Size">Size of the font in pixels.</param>
internal sealed record ChartText(double X, double Y, string Text, double Size)
{
    public TextAnchor Anchor { get; init; }

    public bool Bold { get; init; }

    public bool Muted { get; init; }
}

/// <summary>An entry of the legend: a piece of its line with a marker.</summary>
internal sealed record LegendEntry(ChartSeries Series, double X, double Y, double Width);
