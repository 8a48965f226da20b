using System.Text.Json;
using AlexNetPS.Inference;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Tests.Inference;

public class ReliabilityTests
{
    [Fact]
    public void BinsAreThoseOfNumPy()
    {
        JsonElement golden = Golden.Load<JsonElement>("evaluations").GetProperty("reliability");
        ReliabilityBin[] bins = ReliabilityBin.Of([.. golden.GetProperty("numerators").EnumerateArray()
            .Select(n => n.GetInt32()).Select(n => new ImageOutcome(0, n % 7 < 4 ? 0 : 1, n / 480.0, 0))]);
        JsonElement[] expected = [.. golden.GetProperty("bins").EnumerateArray()];

        Assert.Equal(15, bins.Length);
        Assert.Contains(bins, bin => bin.Count == 0);
        foreach ((JsonElement one, ReliabilityBin bin) in expected.Zip(bins))
        {
            Assert.Equal(one.GetProperty("count").GetInt32(), bin.Count);
            Assert.Equal(one.GetProperty("from").GetDouble(), bin.From, 12);
            Assert.Equal(one.GetProperty("to").GetDouble(), bin.To, 12);
            Assert.Equal(one.GetProperty("confidence").GetDouble(), bin.Confidence, 12);
            Assert.Equal(one.GetProperty("accuracy").GetDouble(), bin.Accuracy, 12);
        }
    }

    [Fact]
    public void GivesTheCalibrationErrorOfTheEvaluation()
    {
        string[] classes = ["bee", "cat", "dog"];
        Evaluation evaluation =
            Evaluator.Evaluate(Models.SmallModels.Model(classes, seed: 3), PaintedImages.Dataset(classes, 30).Validation);
        Assert.Equal(30, evaluation.Reliability.Sum(bin => bin.Count));
        Assert.Equal(evaluation.CalibrationError,
            evaluation.Reliability.Sum(bin => bin.Count / 30.0 * Math.Abs(bin.Accuracy - bin.Confidence)), 12);
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

        Assert.Equal(golden.GetProperty("calibrationError").GetDouble(), CalibrationError(metrics.Outcomes), 1e-9);
    }

    [Fact]
    public void CalibrationErrorByHand()
    {
        // 0.8 and 0.79 are in one bin: |1 - 1.59| / 2 of it. 1 is in the last bin and right.
        Assert.Equal(0.59 / 3, CalibrationError([new(0, 0, 0.8, 0.2), new(0, 1, 0.79, 2), new(1, 1, 1, 0)]), 1e-12);
        Assert.Equal(0, CalibrationError([]));
        Assert.True(double.IsNaN(CalibrationError([new(0, 0, double.NaN, double.NaN)])));
    }

    private static double CalibrationError(IReadOnlyList<ImageOutcome> outcomes) =>
        ReliabilityBin.CalibrationError(ReliabilityBin.Of(outcomes));

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
