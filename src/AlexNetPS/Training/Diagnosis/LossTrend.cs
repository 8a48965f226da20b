namespace AlexNetPS.Training.Diagnosis;

/// <summary>Linear least-squares fit to the losses of some epochs.</summary>
/// <param name="Change">Change of the fitted line from the first epoch to the last.</param>
/// <param name="Error">Standard error of the change.</param>
/// <param name="Level">Median of the losses.</param>
internal readonly record struct LossTrend(double Change, double Error, double Level)
{
    // Changes below this fraction of the level are ignored, however significant they are.
    private const double Tiny = 0.02;

    private const double StandardErrors = 4;

    // Epochs this many deviations from the line are excluded, if most remain.
    private const double OutlierDeviations = 5, MinShare = 0.75;

    private bool IsClear => Math.Abs(Change) > Math.Max(StandardErrors * Error, Tiny * Level);

    public bool Falls(double fraction) => IsClear && Change < -fraction * Level;

    public bool Rises(double fraction) => IsClear && Change > fraction * Level;

    /// <summary>
    /// Whether there is no change, and so little noise that a change by the fraction would be visible.
    /// </summary>
    public bool IsFlat(double fraction) => !IsClear && Math.Abs(Change) + 2 * Error < fraction * Level;

    /// <param name="losses">Losses of successive epochs, at least 3.</param>
    public static LossTrend Of(ReadOnlySpan<double> losses)
    {
        double level = Median(losses);
        var points = losses.ToArray().Select((loss, i) => (X: (double)i, Y: loss)).ToArray();
        (double slope, double[] rest) = Fit(points);
        double[] sizes = [.. rest.Select(Math.Abs)];
        double bound = OutlierDeviations * 1.4826 * Median(sizes);
        (double X, double Y)[] kept = [.. points.Where((_, i) => sizes[i] <= bound)];
        if (kept.Length < points.Length && kept.Length >= Math.Max(4, MinShare * points.Length))
            (points, (slope, rest)) = (kept, Fit(kept));
        double mean = points.Average(point => point.X), spread =
            points.Sum(point => (point.X - mean) * (point.X - mean));
        double error = Math.Sqrt(rest.Sum(one => one * one) / Math.Max(1, points.Length - 2) / spread);
        int span = losses.Length - 1;
        return new(slope * span, error * span, level);
    }

    public static double Median(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static (double Slope, double[] Residuals) Fit((double X, double Y)[] points)
    {
        double x = points.Average(point => point.X), y = points.Average(point => point.Y);
        double slope =
            points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
        return (slope, [.. points.Select(point => point.Y - y - slope * (point.X - x))]);
    }
}
