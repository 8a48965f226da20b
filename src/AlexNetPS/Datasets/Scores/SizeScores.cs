namespace AlexNetPS.Datasets.Scores;

/// <summary>
/// Scores of image sizes among those of the dataset, as in CleanVision: the size is the square root of the area in the
/// file, and a size more than three interquartile ranges below the first or above the third quartile scores below 0.5.
/// </summary>
internal static class SizeScores
{
    private const double RangeFactor = 3;

    /// <summary>
    /// A size within this factor of the quartiles is not odd: where most images have nearly the same size, a few
    /// pixels would be.
    /// </summary>
    private const double HarmlessFactor = 2;

    /// <summary>Images below which there is no usual size.</summary>
    private const int FewestImages = 10;

    /// <summary>Returns the score of each size: 1 in the middle of the usual sizes, 0.5 at their ends.</summary>
    public static double[] Of(IReadOnlyList<double> sizes)
    {
        double[] scores = new double[sizes.Count];
        double[] sorted = [.. sizes.Where(size => !double.IsNaN(size)).Order()];
        double low = 0, high = double.PositiveInfinity;
        if (sorted.Length >= FewestImages)
        {
            double first = Quantile(sorted, 0.25), third = Quantile(sorted, 0.75), range = RangeFactor * (third - first);
            (low, high) = (Math.Min(first - range, first / HarmlessFactor),
                Math.Max(third + range, third * HarmlessFactor));
        }

        double middle = (low + high) / 2;
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = double.IsNaN(sizes[i]) ? double.NaN
                : double.IsPositiveInfinity(high) ? 1
                : 1 - Math.Min(1, Math.Abs(sizes[i] - middle) / (high - low));
        }

        return scores;
    }

    private static double Quantile(double[] sorted, double fraction)
    {
        double rank = fraction * (sorted.Length - 1);
        int below = (int)rank;
        return sorted[below] + (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]) * (rank - below);
    }
}
