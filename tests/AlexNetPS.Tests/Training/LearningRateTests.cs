using AlexNetPS.Datasets;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.RangeTest;

namespace AlexNetPS.Tests.Training;

public class LearningRateTests
{
    [Fact]
    public void TheSuggestionIsATenthOfTheRateWithTheLowestLoss()
    {
        // A loss that falls by a logistic step at 1e-3 and runs away at 0.3.
        LearningRatePoint[] points = [.. Enumerable.Range(0, 121).Select(i =>
        {
            double exponent = -6 + i / 20.0, loss = 2 - 1.5 / (1 + Math.Exp(-4 * (exponent + 3)))
                + Math.Exp(6 * (exponent + 0.5));
            return new LearningRatePoint(i + 1, Math.Pow(10, exponent), loss, loss);
        })];
        var curve = new LearningRateCurve("r", "d", points);
        Assert.InRange(curve.SteepestRate!.Value, 0.8e-3, 1.3e-3);
        Assert.InRange(curve.LowestLossRate, 0.02, 0.2);
        Assert.Equal(curve.LowestLossRate / 10, curve.Suggestion);
        Assert.Equal(60, curve.Sketch.Length);
        Assert.Equal('█', curve.Sketch[^1]);
        Assert.Null(new LearningRateCurve("r", "d", [.. points.Take(20)]).Suggestion);
    }

    // The loss falls from 2.4 to 1.5 around 0.002 and runs away behind 0.1; chance moves it up and down all the time.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 1.5)]
    [InlineData(5, 1.5)]
    public void ChanceDoesNotLeadItAstray(ulong seed, double firstBatch)
    {
        var random = new AlexNetPS.Randomness.RandomStream(seed, AlexNetPS.Randomness.RandomPurpose.Drawing, 0, 0);
        double average = 0;
        LearningRatePoint[] points = [.. Enumerable.Range(0, 100).Select(i =>
        {
            double exponent = -6 + 6 * i / 99.0, loss = 2.4 - 0.9 / (1 + Math.Exp(-3 * (exponent + 2.7)))
                + Math.Exp(8 * (exponent + 1)) + 0.15 * random.Gaussian((uint)i);
            // The first batches are unlucky: a fall that has nothing to do with the rate.
            loss += firstBatch * Math.Exp(-i / 4.0);
            average = 0.95 * average + 0.05 * loss;
            return new LearningRatePoint(i + 1, Math.Pow(10, exponent), loss, average / (1 - Math.Pow(0.95, i + 1)));
        })];
        Assert.InRange(new LearningRateCurve("r", "d", points).Suggestion!.Value, 0.003, 0.03);
    }

    [Fact]
    public void AFlatOrRisingCurveHasNoSuggestion()
    {
        static LearningRateCurve Curve(Func<double, double> loss) =>
            new("r", "d",
                [.. Enumerable.Range(0, 100)
                    .Select(i => new LearningRatePoint(i + 1, Math.Pow(10, -6 + i / 16.5), loss(i), loss(i)))]);
        Assert.Null(Curve(_ => 1.6).Suggestion);
        Assert.Null(Curve(i => 1.6 + i / 100).Suggestion);
        Assert.Null(Curve(_ => 1.6).SteepestRate);
        // Still falling at the last rate: the range was too short, and a tenth of its end is safe.
        Assert.Equal(0.1, Curve(i => 2 - i / 100).Suggestion!.Value, 1e-6);
    }

    [Fact]
    public void TheTestTrainsWithRisingRatesAndThrowsTheWeightsAway()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = TinyRecipe.Create(
            """{ "type": "Sgd", "learningRate": 123, "momentum": 0.9, "accumulation": 3, "averageDecay": 0.9 }""");
        var seen = new List<LearningRatePoint>();
        LearningRateCurve curve = LearningRateFinder.Find(dataset,
            new() { Recipe = recipe, Minimum = 1e-5, Maximum = 100, Steps = 70, Seed = 1 }, new Relay(seen));
        Assert.Equal(seen, curve.Points);
        Assert.True(curve.Points.Count < 70, "it must end where the loss runs away");
        double factor = Math.Pow(1e7, 1 / 69.0);
        Assert.All(curve.Points.Zip(curve.Points.Skip(1)),
            pair => Assert.Equal(factor, pair.Second.LearningRate / pair.First.LearningRate, 1e-9));
        Assert.InRange(curve.Suggestion!.Value, 1e-4, 0.1);
        LearningRateCurve again = LearningRateFinder.Find(dataset,
            new() { Recipe = recipe, Minimum = 1e-5, Maximum = 100, Steps = 70, Seed = 1, Threads = 1 });
        Assert.Equal(curve.Points, again.Points);

        Assert.Contains("must rise",
            Assert.Throws<TrainingException>(
                () => LearningRateFinder.Find(dataset, new() { Recipe = recipe, Minimum = 1, Maximum = 0.1 })).Message);
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => LearningRateFinder.Find(dataset, new() { Recipe = recipe }, null, canceled.Token));
    }

    private sealed class Relay(List<LearningRatePoint> seen) : IProgress<LearningRatePoint>
    {
        public void Report(LearningRatePoint value) => seen.Add(value);
    }
}
