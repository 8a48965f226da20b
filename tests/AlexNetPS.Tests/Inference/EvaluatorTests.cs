using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference;

public class EvaluatorTests
{
    private static readonly string[] _classes = ["bee", "cat", "dog"];

    [Theory]
    [InlineData("""{ "type": "CenterCrop", "size": 8 }""")]
    [InlineData("""{ "type": "TenCrop", "size": 8 }""")]
    public void AgreesWithThePredictionsCountedByHand(string transforms)
    {
        AlexNetModel model = SmallModels.Model(_classes, transforms, seed: 3);
        ImageNetDataset dataset = PaintedImages.Dataset(_classes, 40);
        using var classifier = new Classifier(model);
        Prediction[] predictions = [.. classifier.Predict(dataset.Validation, 3)];
        var reports = new List<EvaluationProgress>();
        Evaluation evaluation =
            Evaluator.Evaluate(model, dataset.Validation, new() { BatchSize = 16 }, new Listener(reports));

        Assert.Equal(40, evaluation.Count);
        Assert.Equal(predictions.Count(p => p.IsCorrect == true) / 40.0, evaluation.Top1);
        Assert.Equal(1, evaluation.Top5);
        Assert.Equal(-predictions.Average(p => Math.Log(p.Top.Single(t => t.Label == p.ActualLabel).Probability)),
            evaluation.Loss, 4);
        foreach (ClassMetrics one in evaluation.Classes)
        {
            int taken = predictions.Count(p => p.Label == one.Name),
                of = predictions.Count(p => p.ActualLabel == one.Name), right =
                    predictions.Count(p => p.Label == one.Name && p.IsCorrect == true);
            Assert.Equal((of, taken, right), (one.Count, one.Predicted, one.Correct));
            Assert.Equal(taken == 0 ? 0 : (double)right / taken, one.Precision);
            Assert.Equal((double)right / of, one.Recall);
            Assert.Equal(one.Precision + one.Recall == 0
                ? 0
                : 2 * one.Precision * one.Recall / (one.Precision + one.Recall), one.F1, 12);
        }

        Assert.Equal(40, evaluation.ConfusionMatrix.ToArray().Cast<int>().Sum());
        ClassConfusion worst = evaluation.MostConfused[0];
        Assert.Equal(predictions.Where(p => p.IsCorrect == false).GroupBy(p => (p.ActualLabel, p.Label))
            .Max(g => g.Count()), worst.Count);
        Assert.Equal(40, reports[^1].Done);
        Assert.Equal(reports.Select(r => r.Done).Order().Distinct(), reports.Select(r => r.Done));
        Assert.Contains("40 images", evaluation.ToString());
        Assert.InRange(evaluation.Top1, evaluation.Top1Interval.Low, evaluation.Top1Interval.High);
        Assert.Equal([(1, false), (5, true)], evaluation.TopK.Select(top => (top.K, top.IsAlwaysOne)));
        TopAccuracy second = Evaluator.Evaluate(model, dataset.Validation, new() { TopK = [2] }).TopK.Single();
        Assert.Equal((2, predictions.Count(p => p.Top.Take(2).Any(t => t.Label == p.ActualLabel)) / 40.0),
            (second.K, second.Accuracy));
    }

    [Fact]
    public void ClassesAreMatchedByName()
    {
        // A dataset with the classes in another order, and fewer of them.
        AlexNetModel model = SmallModels.Model(["ant", .. _classes]);
        Evaluation evaluation = Evaluator.Evaluate(model, PaintedImages.Dataset(["dog", "bee"], 10).Validation);
        Assert.Equal([0, 5, 0, 5], evaluation.Classes.Select(c => c.Count));
    }

    [Fact]
    public void AnotherDatasetIsRefusedWithTheNames()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        string message = Assert.Throws<ArgumentException>(
            () => Evaluator.Evaluate(model, PaintedImages.Dataset(["bee", "rose", "tulip"], 3).Validation)).Message;
        Assert.Contains("rose, tulip", message);
        Assert.Contains("bee, cat, dog", message);
        Assert.Contains("no images",
            Assert.Throws<ArgumentException>(
                () => Evaluator.Evaluate(model, PaintedImages.Dataset(_classes, 3).Test)).Message);
    }

    [Fact]
    public void AnUnreadableImageEndsItByName()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        ImageNetDataset dataset = PaintedImages.Dataset(_classes, 9, new() { FailsAt = 4 });
        Assert.Contains("/images/4.png",
            Assert.Throws<ImageFormatException>(() => Evaluator.Evaluate(model, dataset.Validation)).Message);
    }

    private sealed class Listener(List<EvaluationProgress> reports) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => reports.Add(value);
    }
}
