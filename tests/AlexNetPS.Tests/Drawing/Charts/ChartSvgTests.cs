using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using AlexNetPS.Drawing;
using AlexNetPS.Drawing.Charts;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Reports;

namespace AlexNetPS.Tests.Drawing.Charts;

public sealed class ChartSvgTests
{
    private static readonly ChartAxis _epoch = new("Epoch") { Whole = true }, _loss = new("Loss");

    private static Chart Curve(params double[] values) => new("Title", _epoch, _loss,
        [new("one", [.. values.Select((_, i) => i + 1.0)], values)]);

    [Fact]
    public void TextsAreTextsAndColorsVariables()
    {
        XElement svg = Parsed(Curve(2, 1, 0.5));
        Assert.Contains("Title", Texts(svg));
        Assert.Contains("Epoch", Texts(svg));
        Assert.Contains("0.5", Texts(svg));
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal("Title", Element(svg, svg.Attribute("aria-labelledby")!.Value).Value);
        Assert.Contains("Loss by Epoch", Element(svg, svg.Attribute("aria-describedby")!.Value).Value,
            StringComparison.Ordinal);
        string[] colors = [.. svg.Descendants().Attributes()
            .Where(attribute => attribute.Name.LocalName is "fill" or "stroke" && attribute.Value.Contains('#'))
            .Select(attribute => attribute.Value)];
        Assert.Contains("var(--chart-0, #0072B2)", colors);
        Assert.Contains("var(--chart-grid, #E1E4E9)", colors);
        Assert.All(colors, color => Assert.StartsWith("var(--chart-", color, StringComparison.Ordinal));
        // A page may forbid style attributes.
        Assert.Empty(svg.DescendantsAndSelf().Attributes("style"));
        Assert.All(ChartColorNames(), name => Assert.Contains($"--chart-{name}:", ChartSvg.Css, StringComparison.Ordinal));
    }

    [Fact]
    public void ValuesAreThereForTheScript()
    {
        Chart chart = Curve(2, double.NaN, 0.5) with { Y = _loss with { Logarithmic = true } };
        JsonElement data = JsonDocument.Parse(Parsed(chart).Attribute("data-chart")!.Value).RootElement;
        JsonElement series = data.GetProperty("series")[0];
        Assert.Equal("one", series.GetProperty("name").GetString());
        Assert.Equal([1, 2, 3], series.GetProperty("x").EnumerateArray().Select(x => x.GetDouble()));
        Assert.Equal(["2", "", "0.5"], series.GetProperty("y").EnumerateArray().Select(y => y.ToString()));
        Assert.True(data.GetProperty("y").GetProperty("log").GetBoolean());
        Assert.Equal(4, data.GetProperty("frame").GetArrayLength());
    }

    // The place of a value by the data must be the one where the library drew it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheRingIsDrawnWhereTheValueIs(bool logarithmic)
    {
        Chart chart = Curve(4, 1, 3, 2) with { Y = _loss with { Logarithmic = logarithmic } };
        chart = chart with { Series = [chart.Series[0] with { Marked = 2 }] };
        XElement svg = Parsed(chart);
        var layout = new ChartLayout(chart);
        PlotFrame frame = layout.Frame;
        (double x, double y) = (frame.Left + frame.Width * layout.X.Share(3),
            frame.Top + frame.Height * (1 - layout.Y.Share(3)));
        XElement[] rings = [.. svg.Descendants("circle").Concat(svg.Descendants("ellipse"))
            .Where(circle => circle.Attribute("stroke") is not null)];
        XElement ring = Assert.Single(rings, circle => circle.Attribute("fill")?.Value == "none");
        Assert.Equal(x, Number(ring, "cx"), 0.6);
        Assert.Equal(y, Number(ring, "cy"), 0.6);
    }

    [Fact]
    public void GapsSplitALineAndAValueBetweenGapsIsAPoint()
    {
        double none = double.NaN;
        Plot plot = new ChartLayout(Curve(5, 4, none, 3, none, 2, 1)).Plot;
        Assert.Equal([2, 2], plot.Marks.OfType<PlotLine>().Select(line => line.Points.Count));
        Assert.Equal(5, Assert.Single(plot.Marks.OfType<PlotMarkers>()).Points.Count);
        Plot dashed = new ChartLayout(new("", _epoch, _loss,
            [new("", [1, 2, 3], [none, 3, none]) { Dashed = true }])).Plot;
        Assert.Single(Assert.IsType<PlotMarkers>(Assert.Single(dashed.Marks)).Points);
    }

    [Fact]
    public void FortySeriesDifferInColorOrMarker() => Assert.Equal(42, Enumerable.Range(0, 42)
        .Select(i => (ChartPalette.Color(i), ChartPalette.Marker(i))).Distinct().Count());

    [Fact]
    public void HostileNamesAreText()
    {
        ChartSeries[] series = [.. ReportSamples.Hostile.Select((name, i) => new ChartSeries(name, [1, 2], [i, 2]))];
        var chart = new Chart("<script>", new("\"x"), new("'y"), series) { Notes = ReportSamples.Hostile };
        var map = new HeatMap("<script>", "a", "b", ReportSamples.Hostile, [new(0, 1, 3, 0.5)]);
        foreach (Figure figure in (Figure[])[chart, map])
        {
            XElement svg = Parsed(figure);
            Assert.Contains("<script>", Texts(svg));
            Assert.Empty(svg.Descendants("script"));
            Assert.All(svg.Descendants().Attributes(), attribute =>
                Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
        }

        XElement file = XElement.Parse(ChartSvg.File([chart, map]));
        Assert.DoesNotContain(file.Descendants(), element => element.Name.LocalName == "script");
        using var data = JsonDocument.Parse(Parsed(chart).Attribute("data-chart")!.Value);
        Assert.Equal(series.Length, data.RootElement.GetProperty("series").GetArrayLength());
    }

    [Fact]
    public void IdsOfTwoChartsOfAPageDiffer()
    {
        string[] ids = [.. ((string[])["a", "b"]).SelectMany(id => Parsed(Curve(1, 2), id).DescendantsAndSelf()
            .Attributes("id").Select(attribute => attribute.Value))];
        Assert.Equal(ids, ids.Distinct());
        XElement svg = Parsed(Curve(1, 2), "a");
        Assert.All(svg.Descendants().Attributes("clip-path"), attribute =>
            Assert.NotNull(Element(svg, attribute.Value["url(#".Length..^1])));
    }

    [Fact]
    public void AFileHasColorsOfItsOwn()
    {
        string text = ChartSvg.File([Curve(1, 2), Curve(3, 1)]);
        XElement svg = XElement.Parse(text);
        Assert.Equal("http://www.w3.org/2000/svg", svg.Name.NamespaceName);
        Assert.DoesNotContain("var(", text, StringComparison.Ordinal);
        Assert.Contains("#0072B2", text, StringComparison.Ordinal);
        double height = new ChartLayout(Curve(1, 2)).Height;
        Assert.True(Number(svg, "height") > 2 * height);
    }

    [Fact]
    public void PixelsShowTheLineInItsColor()
    {
        RgbImage image = ChartPicture.Render([Curve(2, 1)], 2);
        Assert.Equal(1280, image.Width);
        Assert.Contains(image.Pixels.Chunk(3), pixel => pixel is [0x00, 0x72, 0xB2]);
        Assert.Equal([0xFE, 0xFE, 0xFF], image.Pixels[..3]);
    }

    [Fact]
    public void TheCultureChangesNothing()
    {
        string expected = ChartSvg.Of(Curve(2.5, 1.25), "a");
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new("de-DE");
            Assert.Equal(expected, ChartSvg.Of(Curve(2.5, 1.25), "a"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static IEnumerable<string> ChartColorNames() =>
        Enumerable.Range(0, ChartPalette.Count).Select(i => $"{i}").Concat(["grid", "frame", "text", "muted", "paper"]);

    private static XElement Parsed(Figure figure, string id = "c") => XElement.Parse(ChartSvg.Of(figure, id));

    private static IEnumerable<string> Texts(XElement svg) => svg.Descendants("text").Select(text => text.Value);

    private static XElement Element(XElement svg, string id) =>
        Assert.Single(svg.DescendantsAndSelf(), element => element.Attribute("id")?.Value == id);

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
