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
    private const int Bins = 15;

    public static IEnumerable<Chart> Of(Evaluation evaluation)
    {
        if (evaluation.Count == 0 || !double.IsFinite(evaluation.CalibrationError))
            yield break;
        ImageOutcome[][] bins = [.. Enumerable.Range(0, Bins).Select(bin =>
            evaluation.Images.Outcomes.Where(one => BinOf(one.Probability) == bin).ToArray())];
        double[] middle = [.. Enumerable.Range(0, Bins).Select(bin => (bin + 0.5) / Bins)];
        double[] accuracy = [.. bins.Select(bin =>
            bin.Length == 0 ? double.NaN : (double)bin.Count(one => one.IsCorrect) / bin.Length)];
        double[] confidence = [.. bins.Select(bin =>
            bin.Length == 0 ? double.NaN : bin.Average(one => one.Probability))];
        string error = string.Create(CultureInfo.InvariantCulture, $"{evaluation.CalibrationError * 100:0.0} %");
        var probability = new ChartAxis("Probability of the predicted class")
        {
            Percent = true, Minimum = 0, Maximum = 1,
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
            Description = $"Reliability diagram with {Bins} bins. The expected calibration error is {error}. "
                + Describe(bins, accuracy, confidence),
        };
        yield return new("Images by probability", probability, new ChartAxis("Images"),
            [new("Images", middle, [.. bins.Select(bin => (double)bin.Length)]) { Kind = SeriesKind.Bars, Color = 0 }])
        {
            Width = 480,
            Height = 220,
        };
    }

    // Bin m of M holds the probabilities over m/M up to (m+1)/M, as in Guo et al.
    private static int BinOf(double probability) =>
        Math.Clamp((int)Math.Ceiling(probability * Bins) - 1, 0, Bins - 1);

    private static string Describe(ImageOutcome[][] bins, double[] accuracy, double[] confidence) =>
        string.Join(" ", Enumerable.Range(0, Bins).Where(bin => bins[bin].Length > 0).Select(bin =>
            string.Create(CultureInfo.InvariantCulture,
                $"Mean probability {confidence[bin] * 100:0.0} %: accuracy {accuracy[bin] * 100:0.0} % of {bins[bin].Length:N0}.")));
}
