using AlexNetPS.Drawing.Charts;
using AlexNetPS.Tests.Reports;

namespace AlexNetPS.Tests.Drawing.Charts;

public sealed class TerminalChartTests
{
    private static readonly ChartAxis _epoch = new("Epoch") { Whole = true },
        _share = new("Fraction") { Percent = true, Minimum = 0, Maximum = 1 };

    private static Chart Of(params ChartSeries[] series) => new("Top-1", _epoch, _share, series)
    {
        MarkedAs = "best",
    };

    private static ChartSeries Series(string name, params double[] values) =>
        new(name, [.. values.Select((_, i) => i + 1.0)], values);

    [Fact]
    public void ALineIsDrawnBetweenItsAxes()
    {
        IReadOnlyList<string> lines = TerminalChart.Of(Of(Series("one", 0, 0.5, 1)), 40, 4);
        Assert.Equal("Top-1 (Fraction)", lines[0]);
        Assert.StartsWith("100 % ┤", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  0 % ┤", lines[4], StringComparison.Ordinal);
        // From the left bottom to the right top, without a hole.
        string[] rows = [.. lines.Skip(1).Take(4).Select(line => line[7..].PadRight(33))];
        Assert.NotEqual((' ', ' '), (rows[3][1], rows[0][31]));
        Assert.All(Enumerable.Range(0, 33), column =>
            Assert.InRange(rows.Count(row => row[column] != ' '), column is 0 or 32 ? 0 : 1, 2));
        Assert.Equal(rows.OrderByDescending(row => row.TakeWhile(c => c == ' ').Count()), rows);
        Assert.StartsWith("      └", lines[5], StringComparison.Ordinal);
        Assert.Equal(3, lines[5].Count(c => c == '┬'));
        Assert.StartsWith("Epoch", lines[6], StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], lines[6].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);
    }

    [Theory]
    [InlineData(40, 4)]
    [InlineData(80, 12)]
    [InlineData(200, 50)]
    public void NoLineIsWiderThanTheTerminal(int width, int height)
    {
        ChartSeries[] series = [.. ReportSamples.Hostile.Select((name, i) => Series(name, i / 40.0, double.NaN, 0.2, 0.4)
            with { Marked = 2, Note = "日本語 20.0 % in epoch 3", Color = i })];
        Chart chart = Of(series) with { Notes = ["A sentence of many words that does not fit into a narrow terminal."] };
        foreach (bool color in (bool[])[false, true])
        {
            IReadOnlyList<string> lines = TerminalChart.Of(chart, width, height, color);
            Assert.All(lines, line => Assert.InRange(CellText.Width(Plain(line)), 0, width));
            Assert.All(lines, line => Assert.DoesNotContain(Plain(line), char.IsControl));
            Assert.Equal(height + 3 + series.Length, lines.TakeWhile(line => !line.StartsWith('A')).Count());
        }
    }

    [Fact]
    public void SeriesAreToldByLettersWithoutColor()
    {
        IReadOnlyList<string> lines = TerminalChart.Of(
            Of(Series("x", 0.1, 0.1, 0.1), Series("x2", 0.9, 0.9, 0.9) with { Marked = 1, Note = "90.0 % in epoch 2" }));
        string upper = string.Concat(lines.Skip(1).Take(6)), lower = string.Concat(lines.Skip(7).Take(6));
        Assert.Contains('b', upper);
        Assert.Contains('B', upper);
        Assert.DoesNotContain('a', upper);
        Assert.Contains('a', lower);
        Assert.DoesNotContain('b', lower);
        Assert.Equal(["  a x", "  b x2: 90.0 % in epoch 2 (B: best)"], lines.TakeLast(2));
        Assert.DoesNotContain(lines, line => line.Contains('\e'));
    }

    [Fact]
    public void InitialsThatDifferAreTheLetters() => Assert.Equal(["  t Training", "  v Validation"],
        TerminalChart.Of(Of(Series("Training", 0.1, 0.2), Series("Validation", 0.1, 0.3))).TakeLast(2));

    [Fact]
    public void ColorsAreOfTheSeriesAndEndWithTheLine()
    {
        IReadOnlyList<string> lines = TerminalChart.Of(
            Of(Series("x", 0.1, 0.1), Series("y", 0.9, 0.9) with { Color = 1 }), color: true);
        Assert.Contains(lines, line => line.Contains("\e[38;5;32m", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\e[38;5;166m", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Equal(
            line.LastIndexOf("\e[0m", StringComparison.Ordinal), line.LastIndexOf('\e')));
        IReadOnlyList<string> plain = TerminalChart.Of(
            Of(Series("x", 0.1, 0.1), Series("y", 0.9, 0.9) with { Color = 1 }));
        Assert.Equal(plain, lines.Select(Plain));
    }

    [Theory]
    [InlineData]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.NaN, 0.5, double.NaN)]
    public void FewValuesAreDrawnToo(params double[] values)
    {
        IReadOnlyList<string> lines = TerminalChart.Of(new("Loss", _epoch, new("Loss"), [Series("one", values)]));
        Assert.Equal(15, lines.Count);
        Assert.Equal(values.Any(double.IsFinite), lines.Any(line => line.Any(c => c is > '\u2800' and <= '\u28FF')));
    }

    private static string Plain(string line) =>
        System.Text.RegularExpressions.Regex.Replace(line, "\e\\[[0-9;]*m", "");
}
