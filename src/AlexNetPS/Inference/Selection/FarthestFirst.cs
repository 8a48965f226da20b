using System.Numerics;
using AlexNetPS.Inference.Neighbors;

namespace AlexNetPS.Inference.Selection;

/// <summary>Farthest-first traversal: exact, on all cores; the result does not depend on their number.</summary>
internal static class FarthestFirst
{
    private const int BlockRows = 64;

    /// <summary>Returns images in the order in which they are farthest from those before.</summary>
    /// <param name="set">The embeddings.</param>
    /// <param name="rows">Rows of the images; of equal distances, the image that comes first is selected.</param>
    /// <param name="nearest">Distance of each image to the nearest known one; null without known ones.</param>
    /// <param name="options">Number of images and threads.</param>
    /// <param name="progress">Called with the fraction of the work that is done.</param>
    /// <param name="cancellation">Cancels the traversal.</param>
    /// <returns>Positions in <paramref name="rows"/> with their distances; infinite for a first image.</returns>
    public static (int Image, double Distance)[] Run<TSum>(FeatureSet set, int[] rows, double[]? nearest,
        SelectionOptions options, IProgress<double>? progress, CancellationToken cancellation)
        where TSum : struct, IVectorSum
    {
        var selected = new (int Image, double Distance)[Math.Min(options.Count, rows.Length)];
        double[] distances = nearest ?? [.. rows.Select(_ => double.PositiveInfinity)];
        double[] norms = TSum.NeedsNorms
            ? [.. rows.Select(row => QueryTable.Norm(set.Row(row)))]
            : new double[rows.Length];
        var threads = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
        };
        for (int i = 0; i < selected.Length; i++)
        {
            int center = 0;
            for (int image = 1; image < rows.Length; image++)
            {
                if (distances[image] > distances[center])
                    center = image;
            }

            selected[i] = (center, distances[center]);
            // Below any distance: it is not selected again, not even among copies.
            distances[center] = -1;
            Parallel.For(0, (rows.Length + BlockRows - 1) / BlockRows, threads, block =>
            {
                ReadOnlySpan<float> values = set.Row(rows[center]);
                for (int image = block * BlockRows; image < Math.Min(rows.Length, (block + 1) * BlockRows); image++)
                {
                    if (distances[image] >= 0)
                    {
                        distances[image] = Math.Min(distances[image], TSum.Distance(
                            Sum<TSum>(values, set.Row(rows[image])), norms[center], norms[image]));
                    }
                }
            });
            progress?.Report((i + 1.0) / selected.Length);
        }

        return selected;
    }

    private static float Sum<TSum>(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        where TSum : struct, IVectorSum
    {
        int width = Vector<float>.Count, i = 0;
        Vector<float> even = default, odd = default;
        for (; i <= a.Length - 2 * width; i += 2 * width)
        {
            even = TSum.Add(even, new(a[i..]), new(b[i..]));
            odd = TSum.Add(odd, new(a[(i + width)..]), new(b[(i + width)..]));
        }

        float sum = Vector.Sum(even + odd);
        for (; i < a.Length; i++)
            sum = TSum.Add(sum, a[i], b[i]);
        return sum;
    }
}
