using System.Text.Json;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference;

public class PredictionListTests
{
    private const string TenCrops = """{ "type": "TenCrop", "size": 8 }""";

    private static readonly string[] _classes = ["bee", "cat", "dog"];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void AreThoseOfTheClassifier(int count, bool tenCrops)
    {
        ImageNetDataset dataset = PaintedImages.Dataset(_classes, 30);
        AlexNetModel[] models = [.. Enumerable.Range(0, count).Select(i => Model(_classes, (ulong)i + 3, tenCrops))];
        using var classifier = new Classifier(models, true);
        Prediction[] expected = [.. classifier.Predict(dataset.Validation)];

        Evaluation evaluation = Evaluator.Evaluate(models, dataset.Validation, new() { BatchSize = 8 });
        var predictions = PredictionList.Of(evaluation);

        Assert.Equal(expected.Select(Text), predictions.Select(Text));
        Assert.Equal(expected.Select(one => one.Top), predictions.Select(one => one.Top));
        Assert.Equal(expected.Select(one => one.Uncertainty), predictions.Select(one => one.Uncertainty));
        Assert.Equal(evaluation.Top1, predictions.Count(one => one.IsCorrect == true) / 30.0);
        Assert.Equal(evaluation.Loss, predictions.Average(one => one.Loss!.Value), 12);
        foreach (Prediction one in predictions)
            Assert.Equal(-Math.Log(one.Top.Single(top => top.Label == one.ActualLabel).Probability), one.Loss!.Value, 4);

        static string Text(Prediction one) => $"{one} {one.Path} {one.ActualLabel} {one.IsCorrect} {one.Loss} "
            + $"{one.Model} {one.ModelPath} {one.Fold}";
    }

    [Fact]
    public void HaveTheFiveMostProbableOfManyClasses()
    {
        string[] classes = [.. Enumerable.Range(0, 40).Select(i => $"class {i:00}")];
        AlexNetModel model = Model(classes, 5, tenCrops: false);
        ImageNetDataset dataset = PaintedImages.Dataset(classes, 40);
        using var classifier = new Classifier(model);
        var predictions = PredictionList.Of(Evaluator.Evaluate(model, dataset.Validation));

        Assert.Equal(classifier.Predict(dataset.Validation).Select(one => one.Top), predictions.Select(one => one.Top));
        Assert.All(predictions, one => Assert.Equal(5, one.Top.Count));
    }

    [Fact]
    public void RankEqualClassesByIndexAndNoNumbersLast()
    {
        var metrics = new Metrics(7) { Outcomes = [] };
        metrics.AddLogits([1, 3, float.NaN, 3, 2, 3, 1], 3);
        metrics.AddLogits([float.NaN, float.NaN, 0, float.NaN, float.NaN, float.NaN, float.NaN], 3);
        string[] names = ["0", "1", "2", "3", "4", "5", "6"];
        Assert.Equal([1, 3, 5, 4, 0], metrics.Outcomes[0].Top.ToProbabilities(names).Select(top => top.Index));
        Assert.Equal([2, 0, 1, 3, 4], metrics.Outcomes[1].Top.ToProbabilities(names).Select(top => top.Index));
    }

    [Fact]
    public void TakeAHundredBytesAnImage() =>
        Assert.InRange(System.Runtime.CompilerServices.Unsafe.SizeOf<ImageOutcome>(), 1, 100);

    [Fact]
    public void AreNotInAJsonOfTheEvaluation()
    {
        Evaluation evaluation =
            Evaluator.Evaluate(SmallModels.Model(_classes), PaintedImages.Dataset(_classes, 6).Validation);
        Assert.DoesNotContain("/images/0.png", JsonSerializer.Serialize(evaluation));
        Assert.Equal("6 predictions", $"{PredictionList.Of(evaluation)}");
    }

    private static AlexNetModel Model(string[] classes, ulong seed, bool tenCrops) =>
        SmallModels.Model(classes, tenCrops ? TenCrops : SmallModels.Center, seed);
}
