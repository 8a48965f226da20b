using System.Globalization;
using AlexNetPS.Drawing.Charts;
using AlexNetPS.Inference;

namespace AlexNetPS.Reports.Figures;

/// <summary>
/// Reliability diagram of an evaluation (Guo et al. 2017): accuracy by probability of the predicted class, and how many
/// images have such a probability.
/// </summary>
internal static class ReliabilityCharts
{
    public static IEnumerable<Chart> Of(Evaluation evaluation)
    {
        if (evaluation.Predictions.Count == 0 || !double.IsFinite(evaluation.CalibrationError))
            yield break;
        IReadOnlyList<ReliabilityBin> bins = evaluation.Reliability;
        double[] middle = [.. bins.Select(bin => (bin.From + bin.To) / 2)];
        double[] accuracy = [.. bins.Select(bin => bin.Count == 0 ? double.NaN : bin.Accuracy)];
        double[] confidence = [.. bins.Select(bin => bin.Count == 0 ? double.NaN : bin.Confidence)];
        string error = string.Create(CultureInfo.InvariantCulture, $"{evaluation.CalibrationError * 100:0.0} %");
        var probability = new ChartAxis("Probability of the predicted class")
        {
            Percent = true,
            Minimum = 0,
            Maximum = 1,
        };
        yield return new($"Reliability: expected calibration error {error}", probability,
            new ChartAxis("Accuracy") { Percent = true, Minimum = 0, Maximum = 1 },
            [
                new("Accuracy", middle, accuracy) { Kind = SeriesKind.Bars, Color = 5 },
                new("Perfectly calibrated", [0, 1], [0, 1]) { Color = 6, Dashed = true },
                new("Mean probability", middle, confidence) { Kind = SeriesKind.Points, Color = 1 },
            ])
        {
            Width = 480,
            Height = 400,
            Notes = ["A bar below its point: the model is more certain than it is right."],
            Description = $"Reliability diagram with {bins.Count} bins. The expected calibration error is {error}. "
                + Describe(bins),
        };
        yield return new("Images by probability", probability, new ChartAxis("Images"),
            [new("Images", middle, [.. bins.Select(bin => (double)bin.Count)]) { Kind = SeriesKind.Bars, Color = 0 }])
        {
            Width = 480,
            Height = 220,
        };
    }

    private static string Describe(IEnumerable<ReliabilityBin> bins) => string.Join(" ",
        bins.Where(bin => bin.Count > 0).Select(bin => string.Create(CultureInfo.InvariantCulture,
            $"Mean probability {bin.Confidence * 100:0.0} %: accuracy {bin.Accuracy * 100:0.0} % of {bin.Count:N0}.")));
}
