using AlexNetPS.Formats.TensorBoard;

namespace AlexNetPS.Tests.Training.Curves;

public sealed class ValueHistogramTests
{
    // tensorflow/core/lib/histogram: 1e-12 times powers of 1.1 up to 1e20, both signs, zero, and the largest double.
    private static readonly double[] _limits = MakeLimits();

    [Fact]
    public void TheBucketsAreTensorFlows() => Assert.Equal(_limits, HistogramBuckets.Limits.ToArray());

    [Fact]
    public void EveryFloatFindsTheBucketThatASearchFinds()
    {
        foreach (double limit in _limits[1..^1])
        {
            float near = (float)limit;
            foreach (float value in new[] { float.BitDecrement(float.BitDecrement(near)), float.BitDecrement(near),
                near, float.BitIncrement(near) })
            {
                Check(value);
            }
        }

        // Steps of a prime: every exponent and sign, and fractions of all kinds.
        for (long bits = 0; bits <= uint.MaxValue; bits += 65_537)
        {
            float value = BitConverter.UInt32BitsToSingle((uint)bits);
            if (float.IsFinite(value))
                Check(value);
        }

        foreach (float value in new[] { 0f, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue })
            Check(value);

        static void Check(float value)
        {
            int found = Array.BinarySearch(_limits, value);
            Assert.Equal(found < 0 ? ~found : found + 1, HistogramBuckets.Find(value));
        }
    }

    [Fact]
    public void MomentsAndCountsAreThoseOfTheValues()
    {
        float[] values =
            [-3, -3, 0, 0, 0, 0.25f, 1e-13f, 1e30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        var histogram = new ValueHistogram(values);
        Assert.Equal((8, -3, 1e30f, -6 + 0.25 + 1e-13f + 1e30f),
            (histogram.Count, histogram.Minimum, histogram.Maximum, histogram.Sum));
        Assert.Equal((double)1e30f * 1e30f, histogram.SumOfSquares, 1e46);

        (double Limit, int Count)[] buckets = [.. histogram.Buckets()];
        Assert.Equal([0, 2, 0, 4, 0, 1, 0, 1], buckets.Select(bucket => bucket.Count));
        Assert.Equal(buckets.Select(bucket => bucket.Limit).Order(), buckets.Select(bucket => bucket.Limit));
        Assert.Equal(0, buckets[2].Limit);
        Assert.Equal(1e-12, buckets[3].Limit);
        Assert.Equal(double.MaxValue, buckets[^1].Limit);
        Assert.True(buckets[0].Limit <= -3 && buckets[1].Limit > -3);
        Assert.Empty(new ValueHistogram([float.NaN]).Buckets());
    }

    private static double[] MakeLimits()
    {
        List<double> limits = [0];
        double limit = 1e-12;
        while (limit < 1e20)
        {
            limits.Add(limit);
            limits.Insert(0, -limit);
            limit *= 1.1;
        }

        return [-double.MaxValue, .. limits, double.MaxValue];
    }
}
