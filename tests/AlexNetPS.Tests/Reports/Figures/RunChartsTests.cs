using AlexNetPS.Drawing.Charts;
using AlexNetPS.Reports.Figures;
using AlexNetPS.Training;

namespace AlexNetPS.Tests.Reports.Figures;

public sealed class RunChartsTests
{
    [Fact]
    public void ARunHasItsTrainingAndValidationAndItsBestEpoch()
    {
        IReadOnlyList<Chart> charts = RunCharts.Of([ReportSamples.Run("one")]);
        Assert.Equal(["Loss", "Top-1 accuracy", "Learning rate"], charts.Select(chart => chart.Title));
        Chart top1 = charts[1];
        Assert.Equal(["Training", "Validation"], top1.Series.Select(series => series.Name));
        Assert.Equal([0.625, 0.625], top1.Series[1].Y);
        Assert.Equal(0, top1.Series[1].Marked);
        Assert.Equal("62.5 % in epoch 1", top1.Series[1].Note);
        Assert.Null(top1.Series[0].Marked);
        Assert.True(charts[2].Y.Logarithmic);
        Assert.Contains("epoch 2: training 50.0 %, validation 62.5 %; best epoch 1", top1.Description,
            StringComparison.Ordinal);
    }

    [Fact]
    public void RunsShareAColorAndHaveTheirFoldersAsNames()
    {
        Chart loss = RunCharts.Of([ReportSamples.Run("a"), ReportSamples.Run("b")], [RunMetric.Loss])[0];
        Assert.Equal(["a, training", "a", "b, training", "b"], loss.Series.Select(series => series.Name));
        Assert.Equal([0, 0, 1, 1], loss.Series.Select(series => series.Color));
        Assert.Equal([true, false, true, false], loss.Series.Select(series => series.Dashed));
        Assert.Equal([false, true, false, true], loss.Series.Select(series => series.IsListed));
        Assert.Contains(loss.Notes, note => note.StartsWith("Dashed:", StringComparison.Ordinal));
    }

    [Fact]
    public void ManyRunsAreShownByTheirValidationOnly()
    {
        TrainingRun[] runs = [.. Enumerable.Range(0, 20).Select(i => ReportSamples.Run($"run{i}"))];
        Chart loss = RunCharts.Of(runs, [RunMetric.Loss])[0];
        Assert.Equal(runs.Select(run => run.Folder), loss.Series.Select(series => series.Name));
        Assert.Single(RunCharts.Of(runs[..1], [RunMetric.Loss], maxTrainingCurves: 0)[0].Series);
    }

    [Fact]
    public void FoldersOfOneNameAreTold()
    {
        Chart loss = RunCharts.Of([ReportSamples.Run("x/run"), ReportSamples.Run("y/run")], [RunMetric.Loss], 0)[0];
        Assert.Equal(["x/run", "y/run"], loss.Series.Select(series => series.Name));
    }

    [Fact]
    public void ADivergedLossIsAGapThatIsNamed()
    {
        TrainingRun run = WithEpochs(
            new() { Epoch = 1, TrainLoss = 0.7, TrainTop1 = 0.5, LearningRate = 0.1, Seconds = 1, ImagesPerSecond = 1 },
            new() { Epoch = 2, TrainLoss = 3e20, TrainTop1 = 0.5, LearningRate = 0.1, Seconds = 1, ImagesPerSecond = 1 },
            new() { Epoch = 3, TrainLoss = double.NaN, TrainTop1 = 0.5, LearningRate = 0.1, Seconds = 1, ImagesPerSecond = 1 });
        Chart loss = RunCharts.Of([run], [RunMetric.Loss])[0];
        ChartSeries series = Assert.Single(loss.Series);
        Assert.Equal([0.7, double.NaN, double.NaN], series.Y);
        Assert.Null(series.Marked);
        Assert.Equal("the loss of epochs 2, 3 is not a number or beyond the chart.", loss.Notes[^1]);
    }

    [Fact]
    public void ALossThatIsNoNumberFromTheStartHidesNoOther()
    {
        EpochResult epoch = new()
        {
            Epoch = 1,
            TrainLoss = double.NaN,
            TrainTop1 = 0.5,
            LearningRate = 0.1,
            Seconds = 1,
            ImagesPerSecond = 1,
        };
        Chart loss = RunCharts.Of([WithEpochs(epoch, epoch with { Epoch = 2, TrainLoss = 0.6 })], [RunMetric.Loss])[0];
        Assert.Equal([double.NaN, 0.6], Assert.Single(loss.Series).Y);
    }

    [Fact]
    public void ARunWithoutAnEpochIsLeftOut()
    {
        Assert.Empty(RunCharts.Of([ReportSamples.Run("new", epochs: 0)]));
        Assert.Equal(["Training", "Validation"],
            RunCharts.Of([ReportSamples.Run("new", epochs: 0), ReportSamples.Run("old")])[0]
                .Series.Select(series => series.Name));
    }

    private static TrainingRun WithEpochs(params EpochResult[] epochs)
    {
        TrainingRun run = ReportSamples.Run("run", epochs: 0);
        return new(new(run.Path), run.Manifest with { Epochs = epochs });
    }
}
