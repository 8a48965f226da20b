using AlexNetPS.Datasets;
using AlexNetPS.Training;

namespace AlexNetPS.Tests.Training;

public class LearningRateTests
{
    [Fact]
    public void TheSuggestionIsWhereTheLossFallsFastest()
    {
        // A loss that falls by a logistic step at 1e-3 and runs away at 0.3.
        LearningRatePoint[] points = [.. Enumerable.Range(0, 121).Select(i =>
        {
            double exponent = -6 + i / 20.0, loss = 2 - 1.5 / (1 + Math.Exp(-4 * (exponent + 3))) + Math.Exp(6 * (exponent + 0.5));
            return new LearningRatePoint(i + 1, Math.Pow(10, exponent), loss, loss);
        })];
        var curve = new LearningRateCurve("r", "d", points);
        Assert.InRange(curve.SteepestRate!.Value, 0.8e-3, 1.3e-3);
        Assert.InRange(curve.LowestLossRate, 0.02, 0.2);
        Assert.Equal(Math.Clamp(curve.SteepestRate.Value, curve.LowestLossRate / 100, curve.LowestLossRate / 10), curve.Suggestion);
        Assert.Equal(60, curve.Sketch.Length);
        Assert.Equal('█', curve.Sketch[^1]);
        Assert.Null(new LearningRateCurve("r", "d", [.. points.Take(20)]).Suggestion);
    }

    [Fact]
    public void TheTestTrainsWithRisingRatesAndThrowsTheWeightsAway()
    {
        ImageNetDataset dataset = DrawnPictures.Dataset(train: 90);
        Recipe recipe = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 123, "momentum": 0.9, "accumulation": 3, "averageDecay": 0.9 }""");
        var seen = new List<LearningRatePoint>();
        LearningRateCurve curve = LearningRateFinder.Find(dataset, new() { Recipe = recipe, Minimum = 1e-5, Maximum = 100, Steps = 70, Seed = 1 }, new Relay(seen));
        Assert.Equal(seen, curve.Points);
        Assert.True(curve.Points.Count < 70, "it must end where the loss runs away");
        double factor = Math.Pow(1e7, 1 / 69.0);
        Assert.All(curve.Points.Zip(curve.Points.Skip(1)), pair => Assert.Equal(factor, pair.Second.LearningRate / pair.First.LearningRate, 1e-9));
        Assert.InRange(curve.Suggestion!.Value, 1e-4, 0.1);
        LearningRateCurve again = LearningRateFinder.Find(dataset, new() { Recipe = recipe, Minimum = 1e-5, Maximum = 100, Steps = 70, Seed = 1, Threads = 1 });
        Assert.Equal(curve.Points, again.Points);

        Assert.Contains("must rise", Assert.Throws<TrainingException>(() => LearningRateFinder.Find(dataset, new() { Recipe = recipe, Minimum = 1, Maximum = 0.1 })).Message);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => LearningRateFinder.Find(dataset, new() { Recipe = recipe }, null, cancelled.Token));
    }

    private sealed class Relay(List<LearningRatePoint> seen) : IProgress<LearningRatePoint>
    {
        public void Report(LearningRatePoint value) => seen.Add(value);
    }
}
