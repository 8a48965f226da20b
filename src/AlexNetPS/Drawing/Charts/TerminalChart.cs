using System.Text;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Drawing.Charts;

/// <summary>
/// Charts as lines of text. Each series has a letter on its line, so that several are told apart without color; the
/// marked value has the capital letter.
/// </summary>
public static class TerminalChart
{
    // Cells between letters of a series.
    private const int LetterEvery = 14;

    private const string Letters = "abcdefghijklmnopqrstuvwxyzαβγδεζηθικλμνξοπρστυφχψω";

    // Of the 256 colors of terminals those next to the palette's; the last is that of the text.
    private static readonly string[] _colors =
        ["\e[38;5;32m", "\e[38;5;166m", "\e[38;5;36m", "\e[38;5;175m", "\e[38;5;178m", "\e[38;5;80m", ""];

    private const string Bold = "\e[1m", Reset = "\e[0m";

    /// <summary>Returns the chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="width">Columns of the terminal, at least 40.</param>
    /// <param name="height">Rows of the data, at least 4.</param>
    /// <param name="color">Whether escape sequences color it.</param>
    /// <returns>Lines, none wider than <paramref name="width"/>.</returns>
    public static IReadOnlyList<string> Of(Chart chart, int width = 80, int height = 12, bool color = false)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 40);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 4);
        var y = AxisScale.Of(chart.Y, chart.Series.SelectMany(series => series.Y), Math.Max(2, height / 3));
        string xLabel = CellText.Fit(TerminalText.OfLine(chart.X.Label), width / 4);
        int left = Math.Max(CellText.Width(xLabel), y.Ticks.Select(tick => tick.Text.Length).DefaultIfEmpty(0).Max());
        int columns = width - left - 2;
        var x = AxisScale.Of(chart.X, chart.Series.SelectMany(series => series.X), Math.Max(2, columns / 10));
        char[] letters = LettersOf(chart.Series);
        BrailleCanvas canvas = Draw(chart, x, y, columns, height, letters);

        var lines = new List<string> { Title(chart, width, color) };
        Dictionary<int, string> ticks = y.Ticks.GroupBy(tick => Row(y.Share(tick.Value), height))
            .ToDictionary(group => group.Key, group => group.First().Text);
        for (int row = 0; row < height; row++)
        {
            string label = ticks.GetValueOrDefault(row, "");
            lines.Add(Colored($"{label.PadLeft(left)} {(label.Length > 0 ? '┤' : '│')}", canvas.Row(row), chart, color));
        }

        lines.AddRange(Axis(x, xLabel, left, columns));
        lines.AddRange(Legend(chart, letters, width, color));
        lines.AddRange(chart.Notes.SelectMany(note => Wrapped(TerminalText.OfLine(note), width)));
        return lines.ToReadable();
    }

    private static BrailleCanvas Draw(Chart chart, AxisScale x, AxisScale y, int columns, int rows, char[] letters)
    {
        var canvas = new BrailleCanvas(columns, rows);
        DrawnPoint[][] all = [.. chart.Series.Select(series => series.X.Zip(series.Y,
            (a, b) => new DrawnPoint(x.Share(a), y.Share(b))).ToArray())];
        for (int i = 0; i < all.Length; i++)
        {
            DrawnPoint? previous = null;
            foreach (DrawnPoint point in all[i])
            {
                bool shown = double.IsFinite(point.X) && double.IsFinite(point.Y);
                if (shown)
                    canvas.Line(Start(chart.Series[i].Kind, previous, point), point, i);
                previous = shown ? point : null;
            }
        }

        // The marks first: of two letters in a cell the first stays.
        for (int i = 0; i < all.Length; i++)
        {
            if (chart.Series[i].Marked is int marked && double.IsFinite(all[i][marked].Y))
                canvas.Letter(all[i][marked], letters[i] == ' ' ? '*' : char.ToUpperInvariant(letters[i]), i);
        }

        for (int i = 0; i < all.Length && all.Length > 1; i++)
        {
            // At the end of its line, and in between, next to those of the other series.
            double next = (i + 0.5) / all.Length * LetterEvery / columns;
            DrawnPoint[] shown = [.. all[i].Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
            for (int k = 0; k < shown.Length; k++)
            {
                if (shown[k].X < next && k < shown.Length - 1)
                    continue;
                if (canvas.Letter(shown[k], letters[i], i))
                    next = shown[k].X + (double)LetterEvery / columns;
            }
        }

        return canvas;

        static DrawnPoint Start(SeriesKind kind, DrawnPoint? previous, DrawnPoint point) => kind switch
        {
            SeriesKind.Bars => point with { Y = 0 },
            SeriesKind.Line => previous ?? point,
            _ => point,
        };
    }

    // Initials, if they differ: t and v of training and validation.
    private static char[] LettersOf(IReadOnlyList<ChartSeries> series)
    {
        if (series.Count == 1)
            return [' '];
        char[] initials = [.. series.Select(one => char.ToLowerInvariant(one.Name.FirstOrDefault(' ')))];
        return initials.All(char.IsAsciiLetterLower) && initials.Distinct().Count() == initials.Length
            ? initials
            : [.. series.Select((_, i) => Letters[i % Letters.Length])];
    }

    private static string Title(Chart chart, int width, bool color)
    {
        string text = CellText.Fit(
            TerminalText.OfLine(chart.Y.Label.Length > 0 ? $"{chart.Title} ({chart.Y.Label})" : chart.Title), width);
        return color ? $"{Bold}{text}{Reset}" : text;
    }

    private static int Row(double share, int rows) => (int)Math.Round((1 - share) * (rows * 4 - 1)) / 4;

    private static string Colored(string axis, IEnumerable<(char Text, int? Series)> cells, Chart chart, bool color)
    {
        var line = new StringBuilder(axis);
        int end = line.Length;
        string now = "";
        foreach ((char text, int? series) in cells)
        {
            string wanted = color && series is int i ? Escape(chart.Series[i]) : "";
            if (wanted != now)
                line.Append(now.Length > 0 ? Reset : "").Append(wanted);
            now = wanted;
            line.Append(text);
            if (text != ' ')
                end = line.Length;
        }

        line.Length = end;
        return line.Append(now.Length > 0 || (color && end > axis.Length) ? Reset : "").ToString();
    }

    private static IEnumerable<string> Axis(AxisScale x, string label, int left, int columns)
    {
        char[] line = [.. Enumerable.Repeat('─', columns)], texts = [.. Enumerable.Repeat(' ', columns + 1)];
        int free = 0;
        foreach (AxisTick tick in x.Ticks)
        {
            int column = (int)Math.Round(x.Share(tick.Value) * (columns * 2 - 1)) / 2;
            line[column] = '┬';
            int start = Math.Clamp(column - tick.Text.Length / 2, 0, Math.Max(0, columns - tick.Text.Length));
            if (start < free)
                continue;
            tick.Text.CopyTo(texts.AsSpan(start));
            free = start + tick.Text.Length + 1;
        }

        yield return $"{new string(' ', left)} └{new string(line)}";
        yield return $"{new string(' ', left - CellText.Width(label))}{label}  {new string(texts)}".TrimEnd();
    }

    private static IEnumerable<string> Legend(Chart chart, char[] letters, int width, bool color)
    {
        for (int i = 0; i < chart.Series.Count; i++)
        {
            ChartSeries series = chart.Series[i];
            if (chart.Series.Count == 1 && series.Note is null)
                yield break;
            string mark = series.Marked is null || chart.MarkedAs is null ? ""
                : $" ({(letters[i] == ' ' ? '*' : char.ToUpperInvariant(letters[i]))}: {chart.MarkedAs})";
            string text = TerminalText.OfLine(series.Name);
            string rest = (series.Note is null ? "" : $": {TerminalText.OfLine(series.Note)}") + mark;
            // A long name gives way to what is known of it.
            text = CellText.Fit(text, Math.Max(8, width - 4 - CellText.Width(rest)));
            string line = CellText.Fit(text + rest, width - 4);
            string escape = color ? Escape(series) : "";
            yield return $"  {escape}{letters[i]}{(escape.Length > 0 ? Reset : "")} {line}";
        }
    }

    private static string Escape(ChartSeries series) => _colors[series.Color % _colors.Length];

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = new StringBuilder();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && CellText.Width($"{line} {word}") > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(CellText.Fit(word, width));
        }

        yield return line.ToString();
    }
}
