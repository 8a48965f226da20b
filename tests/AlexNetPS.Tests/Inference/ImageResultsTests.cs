using System.Text.Json;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference;

public class ImageResultsTests
{
    private static readonly string[] _classes = ["bee", "cat", "dog"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AreThePredictionsImageByImage(int models)
    {
        AlexNetModel model = SmallModels.Model(_classes, seed: 3);
        ImageNetDataset dataset = PaintedImages.Dataset(_classes, 30);
        using var classifier = new Classifier(model);
        Prediction[] predictions = [.. classifier.Predict(dataset.Validation, 3)];

        Evaluation evaluation =
            Evaluator.Evaluate([.. Enumerable.Repeat(model, models)], dataset.Validation, new() { BatchSize = 8 });
        ImageResults images = ImageResults.Of(evaluation);

        Assert.Equal(30, images.Count);
        Assert.Equal([.. Enumerable.Range(0, 30).Select(i => $"{_classes[i % 3]}/{i}.png")], images.Select(i => i.Image));
        foreach ((ImageResult image, Prediction prediction) in images.Zip(predictions))
        {
            Assert.Equal((prediction.ActualLabel, prediction.Label, prediction.IsCorrect == true),
                (image.Actual, image.Predicted, image.Correct));
            Assert.Equal(prediction.Top[0].Probability, image.Probability, 5);
            Assert.Equal(-Math.Log(prediction.Top.Single(top => top.Label == image.Actual).Probability), image.Loss, 4);
        }

        Assert.Equal(evaluation.Top1, images.Count(image => image.Correct) / 30.0);
        Assert.Equal(evaluation.Loss, images.Average(image => image.Loss), 12);
    }

    [Fact]
    public void AreNotInAJsonOfTheEvaluation()
    {
        Evaluation evaluation =
            Evaluator.Evaluate(SmallModels.Model(_classes), PaintedImages.Dataset(_classes, 6).Validation);
        Assert.DoesNotContain("bee/0.png", JsonSerializer.Serialize(evaluation));
        Assert.Equal("6 images", $"{ImageResults.Of(evaluation)}");
    }

    [Fact]
    public void CalibrationErrorIsThatOfNumPy()
    {
        JsonElement golden = Golden.Load<JsonElement>("gates");
        int images = golden.GetProperty("images").GetInt32(), classes = golden.GetProperty("classes").GetInt32();
        var metrics = new Metrics(classes) { Outcomes = [] };
        for (int image = 0; image < images; image++)
        {
            float[] logits = [.. Enumerable.Range(0, classes).Select(c => Value(image * classes + c, 1))];
            int label = image % 2 == 0 ? Metrics.ArgMax(logits) : (int)(Value(image, 2) * 8 + 32) % classes;
            metrics.AddLogits(logits, label);
        }

        Assert.Equal(golden.GetProperty("calibrationError").GetDouble(), CalibrationError.Of(metrics.Outcomes), 1e-9);
    }

    [Fact]
    public void CalibrationErrorByHand()
    {
        // 0.8 and 0.79 are in one bin: |1 - 1.59| / 2 of it. 1 is in the last bin and right.
        Assert.Equal(0.59 / 3, CalibrationError.Of([new(0, 0, 0.8, 0.2), new(0, 1, 0.79, 2), new(1, 1, 1, 0)]), 1e-12);
        Assert.Equal(0, CalibrationError.Of([]));
        Assert.True(double.IsNaN(CalibrationError.Of([new(0, 0, double.NaN, double.NaN)])));
    }

    // As in tests/peers/gate_goldens.py.
    private static float Value(int index, uint stream)
    {
        uint h = (uint)index * 2654435761 + stream * 2246822519;
        h ^= h >> 16;
        h *= 0x85EBCA6B;
        h ^= h >> 13;
        return ((int)(h % 65) - 32) / 8f;
    }
}
