namespace AlexNetPS.Formats.TensorBoard;

/// <summary>Histogram of values over TensorBoard's buckets, with moments. Non-finite values are skipped.</summary>
internal sealed class ValueHistogram
{
    private readonly int[] _counts = new int[HistogramBuckets.Limits.Length];

    public ValueHistogram(ReadOnlySpan<float> values)
    {
        int[] counts = _counts;
        float minimum = float.MaxValue, maximum = float.MinValue;
        double sum = 0, squares = 0;
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                continue;
            counts[HistogramBuckets.Find(value)]++;

            // Math.Min and Math.Max, which handle signed zero and NaN, would take as long as everything else.
            if (value < minimum)
                minimum = value;
            if (value > maximum)
                maximum = value;
            double wide = value;
            sum += wide;
            squares += wide * wide;
        }

        (Count, Minimum, Maximum, Sum, SumOfSquares) = (counts.Sum(), minimum, maximum, sum, squares);
    }

    public int Count { get; }

    public float Minimum { get; }

    public float Maximum { get; }

    public double Sum { get; }

    public double SumOfSquares { get; }

    /// <summary>
    /// Limits and counts, from the empty bucket below the lowest value to that of the highest; consecutive empty
    /// buckets are merged.
    /// </summary>
    public IEnumerable<(double Limit, int Count)> Buckets()
    {
        if (Count == 0)
            yield break;
        int last = Array.FindLastIndex(_counts, count => count > 0);
        for (int i = Array.FindIndex(_counts, count => count > 0) - 1; i <= last; i++)
        {
            if (_counts[i] > 0 || _counts[i + 1] > 0)
                yield return (HistogramBuckets.Limits[i], _counts[i]);
        }
    }
}
