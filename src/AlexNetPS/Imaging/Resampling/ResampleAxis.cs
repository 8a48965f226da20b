using System.Buffers;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// Resampling weights of one axis: output i is the sum over t of Weights[i * Taps + t] * input[Starts[i] + t], in fixed
/// point. The triangle filter is widened by the reduction factor, which provides antialiasing (Pillow's
/// precompute_coeffs).
/// </summary>
internal readonly ref struct ResampleAxis : IDisposable
{
    private readonly int[] _starts;
    private readonly short[] _weights;

    /// <param name="size">Pixels of the image along this axis.</param>
    /// <param name="low">Start of the box.</param>
    /// <param name="high">End of the box.</param>
    /// <param name="count">Output pixels.</param>
    /// <param name="withinBox">Whether the filter stops at the box's edge (crop, then resize) or may read beyond it
    /// (Pillow's box).</param>
    /// <param name="maximumBits">Fraction bits that fit the accumulator; 0 for the weights of a
    /// <see cref="NarrowFilter"/>.</param>
    public ResampleAxis(int size, double low, double high, int count, bool withinBox, int maximumBits)
    {
        double scale = (high - low) / count, support = Math.Max(scale, 1), inverse = 1 / support;
        int first = withinBox ? Math.Max(0, (int)Math.Floor(low)) : 0, last = withinBox
            ? Math.Min(size, (int)Math.Ceiling(high))
            : size;
        // A filter covers at most its width, rounded up, in pixel centers. The wide kernels take them in pairs.
        int taps = Math.Min(WidestReach(low, high, count), last - first);
        if (maximumBits > 0)
            taps = (taps + 1) & ~1;
        (Count, Taps) = (count, taps);
        _starts = ArrayPool<int>.Shared.Rent(count);
        _weights = ArrayPool<short>.Shared.Rent(count * taps);
        double[] exact = ArrayPool<double>.Shared.Rent(count * taps);
        double greatest = 0;
        for (int i = 0; i < count; i++)
        {
            double center = low + (i + 0.5) * scale, sum = 0;
            int start = Math.Max((int)(center - support + 0.5), first), end =
                Math.Min((int)(center + support + 0.5), last);
            // Rounding may leave no pixels at the far edge of a degenerate box.
            start = Math.Clamp(start, first, last - 1);
            end = Math.Clamp(end, start + 1, Math.Min(start + taps, last));
            Span<double> row = exact.AsSpan(i * taps, taps);
            double distance = start - center + 0.5;
            for (int t = 0; t < row.Length; t++, distance++)
            {
                double weight = t < end - start ? Math.Max(0, 1 - Math.Abs(distance) * inverse) : 0;
                row[t] = weight;
                sum += weight;
            }

            if (sum == 0)
                (row[0], sum) = (1, 1);
            double norm = 1 / sum;
            foreach (ref double weight in row)
            {
                weight *= norm;
                greatest = Math.Max(greatest, weight);
            }

            _starts[i] = start;
        }

        Bits = maximumBits;
        while (Bits > 0 && greatest * (1L << Bits) + 1 > short.MaxValue)
            Bits--;
        Quantize(exact.AsSpan(0, count * taps), _weights.AsSpan(0, count * taps), taps,
            Bits > 0 ? 1 << Bits : NarrowFilter.One);
        ArrayPool<double>.Shared.Return(exact);
    }

    /// <summary>Maximum number of input pixels under the filter, in an image without edges.</summary>
    public static int WidestReach(double low, double high, int count) =>
        (int)Math.Min(int.MaxValue / 2, Math.Ceiling(2 * Math.Max((high - low) / count, 1)));

    /// <summary>Number of output pixels.</summary>
    public int Count { get; }

    /// <summary>Weights per output pixel; the last ones may be 0. Even, except for a narrow filter.</summary>
    public int Taps { get; }

    /// <summary>Fraction bits of the weights; 0 for a narrow filter.</summary>
    public int Bits { get; }

    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>The weights; unsigned for a narrow filter.</summary>
    public ReadOnlySpan<short> Weights => _weights.AsSpan(0, Count * Taps);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<short>.Shared.Return(_weights);
    }

    /// <summary>Quantizes the weights so that each sum is exactly one: a flat area keeps its value.</summary>
    private static void Quantize(ReadOnlySpan<double> exact, Span<short> weights, int taps, int one)
    {
        for (int first = 0; first < weights.Length; first += taps)
        {
            int rest = one, greatest = 0, at = first;
            for (int i = first; i < first + taps; i++)
            {
                int weight = (int)(exact[i] * one + 0.5);
                weights[i] = (short)weight;
                rest -= weight;
                if (weight > greatest)
                    (greatest, at) = (weight, i);
            }

            weights[at] += (short)rest;
        }
    }
}
