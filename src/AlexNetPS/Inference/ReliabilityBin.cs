using System.Globalization;

namespace AlexNetPS.Inference;

/// <summary>
/// Images of an evaluation by the probability of the predicted class: a bar of a reliability diagram (Guo et al. 2017).
/// </summary>
public sealed record ReliabilityBin
{
    /// <summary>Bins of an evaluation, of equal width.</summary>
    internal const int Bins = 15;

    private readonly double _confidence;
    private readonly int _correct;

    internal ReliabilityBin(int index, int count, double confidence, int correct) =>
        (From, To, Count, _confidence, _correct) =
            ((double)index / Bins, (double)(index + 1) / Bins, count, confidence, correct);

    /// <summary>Lower bound of the probability, itself not in the bin, but 0 in the first.</summary>
    public double From { get; }

    /// <summary>Upper bound of the probability, itself in the bin.</summary>
    public double To { get; }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Mean probability of the predicted class, 0 to 1; 0 without images.</summary>
    public double Confidence => Count == 0 ? 0 : _confidence / Count;

    /// <summary>Fraction of the images that are right, 0 to 1; 0 without images.</summary>
    public double Accuracy => Count == 0 ? 0 : (double)_correct / Count;

    /// <summary>Sorts images into the bins, of which some may be empty.</summary>
    internal static ReliabilityBin[] Of(IReadOnlyList<ImageOutcome> outcomes)
    {
        double[] confidence = new double[Bins];
        int[] count = new int[Bins], correct = new int[Bins];
        foreach (ImageOutcome one in outcomes)
        {
            // Bin m of M holds the probabilities over m/M up to (m+1)/M, as in Guo et al. One that is not a number
            // makes the sum of the first none.
            int bin = double.IsNaN(one.Probability)
                ? 0
                : Math.Clamp((int)Math.Ceiling(one.Probability * Bins) - 1, 0, Bins - 1);
            confidence[bin] += one.Probability;
            count[bin]++;
            correct[bin] += one.IsCorrect ? 1 : 0;
        }

        return [.. Enumerable.Range(0, Bins)
            .Select(bin => new ReliabilityBin(bin, count[bin], confidence[bin], correct[bin]))];
    }

    /// <summary>
    /// Returns the expected calibration error, 0 to 1; 0 without images, not a number if a probability is none.
    /// </summary>
    internal static double CalibrationError(IReadOnlyList<ReliabilityBin> bins)
    {
        int count = bins.Sum(bin => bin.Count);
        return count == 0 ? 0 : bins.Sum(bin => Math.Abs(bin._correct - bin._confidence)) / count;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{From:0.00} to {To:0.00}: {Count} images, confidence {Confidence:0.000}, accuracy {Accuracy:0.000}");
}
