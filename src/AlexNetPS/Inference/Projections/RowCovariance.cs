using AlexNetPS.Inference.Neighbors;

namespace AlexNetPS.Inference.Projections;

/// <summary>
/// Covariance of embeddings as an operator: it is multiplied by a few vectors without being computed, a pass over the
/// rows for each product. Results do not depend on the number of threads.
/// </summary>
internal sealed class RowCovariance
{
    // Rows are summed in slices, whose number depends on the data alone, then slice by slice.
    private const int MostSlices = 64;
    private const long SliceBytes = 64 << 20;

    private readonly FeatureSet _set;
    private readonly ParallelOptions _options;

    /// <exception cref="FeatureFormatException">A value is no finite number.</exception>
    public RowCovariance(FeatureSet set, int threads, CancellationToken cancellation)
    {
        _set = set;
        _options = new()
        {
            MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount,
            CancellationToken = cancellation,
        };
        Mean = Sum(1, (row, sums) =>
        {
            ReadOnlySpan<float> values = set.Row(row);
            double[] sum = sums[0];
            for (int i = 0; i < sum.Length; i++)
            {
                if (!float.IsFinite(values[i]))
                {
                    throw new FeatureFormatException(
                        $"The embedding of '{set.PathOf(row)}' has a value that is no finite number.");
                }

                sum[i] += values[i];
            }
        })[0];
        VectorMath.Scale(Mean, 1.0 / set.Count);
    }

    /// <summary>Mean of each value.</summary>
    public double[] Mean { get; }

    /// <summary>Returns the product of the covariance with each vector, and the trace: the sum of all variances.</summary>
    public (double[][] Products, double Trace) Multiply(double[][] vectors)
    {
        double[][] sums = Sum(vectors.Length, (row, parts) =>
        {
            double[] centered = Centered(row);
            for (int j = 0; j < vectors.Length; j++)
                VectorMath.Add(parts[j], centered, VectorMath.Dot(centered, vectors[j]));
            parts[^1][0] += VectorMath.Dot(centered, centered);
        }, extra: true);
        double factor = 1.0 / Math.Max(1, _set.Count - 1);
        foreach (double[] sum in sums)
            VectorMath.Scale(sum, factor);
        return (sums[..^1], sums[^1][0]);
    }

    /// <summary>Returns the coordinates of each row along the vectors.</summary>
    public double[][] Project(double[][] vectors)
    {
        double[][] coordinates = new double[_set.Count][];
        Parallel.For(0, _set.Count, _options, row =>
        {
            double[] centered = Centered(row);
            coordinates[row] = [.. vectors.Select(vector => VectorMath.Dot(centered, vector))];
        });
        return coordinates;
    }

    private double[] Centered(int row)
    {
        ReadOnlySpan<float> values = _set.Row(row);
        double[] centered = new double[values.Length];
        for (int i = 0; i < centered.Length; i++)
            centered[i] = values[i] - Mean[i];
        return centered;
    }

    private double[][] Sum(int count, Action<int, double[][]> add, bool extra = false)
    {
        long bytes = (long)count * _set.Length * sizeof(double);
        int slices = Math.Min((int)Math.Clamp(SliceBytes / bytes, 4, MostSlices), _set.Count);
        double[][][] parts = new double[slices][][];
        try
        {
            Parallel.For(0, slices, _options, slice =>
            {
                double[][] part = parts[slice] = New();
                int from = (int)((long)_set.Count * slice / slices), to = (int)((long)_set.Count * (slice + 1) / slices);
                for (int row = from; row < to; row++)
                {
                    _options.CancellationToken.ThrowIfCancellationRequested();
                    add(row, part);
                }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<FeatureFormatException>().FirstOrDefault() is { } first)
        {
            throw new FeatureFormatException(first.Message, first);
        }

        double[][] sums = New();
        foreach (double[][] part in parts)
        {
            for (int j = 0; j < sums.Length; j++)
                VectorMath.Add(sums[j], part[j], 1);
        }

        return sums;

        double[][] New() => [.. Enumerable.Range(0, count).Select(_ => new double[_set.Length]),
            .. extra ? (double[][])[new double[1]] : []];
    }
}
