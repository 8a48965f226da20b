using System.Globalization;

namespace AlexNetPS.Training.Sweeps;

/// <summary>
/// Mean of a result over the runs of a group, which differ only in their seed, and how certain it is. Of the differences
/// of two groups, seed by seed, it is the paired t test: the interval leaves out 0 if they differ by more than chance.
/// </summary>
/// <param name="Count">Number of runs with the result.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Standard deviation of the sample (n - 1); null for one run.</param>
/// <param name="Low">Lower bound of the 95 % confidence interval of the mean, by Student's t; null for one run.</param>
/// <param name="High">Upper bound of the interval; null for one run.</param>
public readonly record struct SampleStatistics(int Count, double Mean, double? Deviation, double? Low, double? High)
{
    /// <summary>Level of the confidence interval.</summary>
    public const double ConfidenceLevel = 0.95;

    /// <summary>Returns the statistics of some numbers; null for none.</summary>
    public static SampleStatistics? Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            return null;
        double mean = values.Sum() / values.Count;
        if (values.Count == 1)
            return new(1, mean, null, null, null);
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        double half = StudentT.Quantile((1 + ConfidenceLevel) / 2, values.Count - 1) * deviation
            / Math.Sqrt(values.Count);
        return new(values.Count, mean, deviation, mean - half, mean + half);
    }

    /// <inheritdoc/>
    public override string ToString() => Deviation is double deviation
        ? string.Create(CultureInfo.InvariantCulture,
            $"{Mean:0.####} ± {deviation:0.####} ({Low:0.####} to {High:0.####})")
        : string.Create(CultureInfo.InvariantCulture, $"{Mean:0.####}");
}
