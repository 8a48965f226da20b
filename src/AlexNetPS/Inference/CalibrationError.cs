namespace AlexNetPS.Inference;

/// <summary>Expected calibration error: <see cref="Evaluation.CalibrationError"/> defines it.</summary>
internal static class CalibrationError
{
    /// <summary>Bins of equal width.</summary>
    public const int Bins = 15;

    /// <summary>Returns the error, 0 to 1; 0 without images, not a number if a probability is none.</summary>
    public static double Of(IReadOnlyList<ImageOutcome> outcomes)
    {
        double[] confidence = new double[Bins];
        int[] correct = new int[Bins];
        foreach (ImageOutcome one in outcomes)
        {
            if (double.IsNaN(one.Probability))
                return double.NaN;
            // Bin m of M holds the probabilities over m/M up to (m+1)/M, as in Guo et al.
            int bin = Math.Clamp((int)Math.Ceiling(one.Probability * Bins) - 1, 0, Bins - 1);
            confidence[bin] += one.Probability;
            correct[bin] += one.IsCorrect ? 1 : 0;
        }

        return outcomes.Count == 0
            ? 0
            : Enumerable.Range(0, Bins).Sum(bin => Math.Abs(correct[bin] - confidence[bin])) / outcomes.Count;
    }
}
