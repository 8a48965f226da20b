using AlexNetPS.Drawing.Charts;
using AlexNetPS.Inference;
using AlexNetPS.Reports.Figures;

namespace AlexNetPS.Tests.Reports.Figures;

public sealed class EvaluationFiguresTests
{
    [Fact]
    public void FewClassesAreCellsWithNames()
    {
        Evaluation evaluation = ReportSamples.Evaluation(["a", "b", "c"], images: [(0, 0), (0, 0), (0, 2), (1, 1)]);
        HeatMap map = Assert.IsType<HeatMap>(Assert.Single(ConfusionFigures.Of(evaluation)));
        Assert.Equal(["a", "b", "c"], map.Names);
        Assert.Equal([new(0, 0, 2, 2 / 3.0), new(0, 2, 1, 1 / 3.0), new(1, 1, 1, 1)], map.Cells);
    }

    [Fact]
    public void OfManyClassesTheConfusedOnesAreCellsAndAllAnImage()
    {
        string[] names = [.. Enumerable.Range(0, 1000).Select(i => $"class {i}")];
        (int, int)[] images =
        [
            .. Enumerable.Range(0, 1000).Select(i => (i, i)),
            .. Enumerable.Repeat((500, 7), 5), .. Enumerable.Repeat((7, 500), 4), .. Enumerable.Repeat((3, 7), 6),
            .. Enumerable.Repeat((900, 901), 2),
        ];
        Figure[] figures = [.. ConfusionFigures.Of(ReportSamples.Evaluation(names, images: images))];
        // Classes that are confused stand together, the most confused first.
        Assert.Equal(["class 7", "class 3", "class 500", "class 900", "class 901"],
            Assert.IsType<HeatMap>(figures[0]).Names);
        var all = Assert.IsType<ImageFigure>(figures[1]).Image;
        Assert.Equal((1000, 1000), (all.Width, all.Height));
        Assert.Equal([0x00, 0x72, 0xB2], all.Pixels.AsSpan((200 * 1000 + 200) * 3, 3).ToArray());
        Assert.Equal([0xFF, 0xFF, 0xFF], all.Pixels.AsSpan((200 * 1000 + 201) * 3, 3).ToArray());
        Assert.NotEqual([0xFF, 0xFF, 0xFF], all.Pixels.AsSpan((3 * 1000 + 7) * 3, 3).ToArray());
    }

    [Fact]
    public void ReliabilityComparesAccuracyAndProbabilityOfEachBin()
    {
        // Logit 9 against two of 0: a probability of 0.9998, of which two thirds are right.
        Evaluation evaluation = ReportSamples.Evaluation(["a", "b", "c"], images: [(0, 0), (1, 1), (2, 0)]);
        Chart[] charts = [.. ReliabilityCharts.Of(evaluation)];
        Assert.Equal("Reliability: expected calibration error 33.3 %", charts[0].Title);
        ChartSeries accuracy = charts[0].Series[0];
        Assert.Equal(2 / 3.0, accuracy.Y[14], 6);
        Assert.All(accuracy.Y.Take(14), value => Assert.Equal(double.NaN, value));
        Assert.Equal(0.9998, charts[0].Series[2].Y[14], 3);
        Assert.Equal(3, charts[1].Series[0].Y[14]);
    }
}
