using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AlexNetPS.Inference.Neighbors;

/// <summary>
/// Exact search: every row against every query, blocks of rows on all cores, four queries for each time a row is
/// loaded. The result does not depend on the number of threads.
/// </summary>
internal static class NeighborSearch
{
    private const int Together = 4, BlockRows = 64;

    public static NearestRows[] Run<TSum>(FeatureSet set, IReadOnlyList<FeatureEmbedding> queries, int top,
        int threads, IProgress<double>? progress, CancellationToken cancellation)
        where TSum : struct, IVectorSum
    {
        var table = new QueryTable(queries, set.Length, Together);
        NearestRows[] found = [.. queries.Select(_ => new NearestRows(top))];
        int blocks = (set.Count + BlockRows - 1) / BlockRows, done = 0;
        var options = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount,
        };
        Parallel.For(0, blocks, options, () => queries.Select(_ => new NearestRows(top)).ToArray(),
            (block, _, nearest) =>
        {
            for (int row = block * BlockRows; row < Math.Min(set.Count, (block + 1) * BlockRows); row++)
                Measure<TSum>(set, row, queries, table, nearest);
            progress?.Report((double)Interlocked.Increment(ref done) / blocks);
            return nearest;
        }, nearest =>
        {
            lock (found)
            {
                for (int i = 0; i < found.Length; i++)
                    found[i].AddAll(nearest[i]);
            }
        });
        return found;
    }

    private static void Measure<TSum>(FeatureSet set, int row, IReadOnlyList<FeatureEmbedding> queries,
        QueryTable table, NearestRows[] nearest)
        where TSum : struct, IVectorSum
    {
        ReadOnlySpan<float> values = set.Row(row);
        double norm = TSum.NeedsNorms ? QueryTable.Norm(values) : 0;
        Span<float> sums = stackalloc float[Together];
        for (int first = 0; first < queries.Count; first += Together)
        {
            Sums<TSum>(values, table.From(first), sums);
            for (int i = first; i < Math.Min(queries.Count, first + Together); i++)
            {
                double distance = TSum.Distance(sums[i - first], norm, table.Norms[i]);
                // A NaN among the values is infinitely far from everything.
                if (double.IsNaN(distance))
                    distance = double.PositiveInfinity;
                if (nearest[i].Admits(row, distance) && !set.IsAt(row, queries[i].Path))
                    nearest[i].Add(row, distance);
            }
        }
    }

    /// <summary>Sums of a row [n] with four queries [4, n].</summary>
    private static void Sums<TSum>(ReadOnlySpan<float> row, ReadOnlySpan<float> queries, Span<float> sums)
        where TSum : struct, IVectorSum
    {
        int n = row.Length, width = Vector<float>.Count, i = 0;
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 =
            default, t3 = default;
        ref float r = ref MemoryMarshal.GetReference(row), q = ref MemoryMarshal.GetReference(queries);
        for (; i <= n - 2 * width; i += 2 * width)
        {
            Vector<float> a = Load(ref r, i), b = Load(ref r, i + width);
            s0 = TSum.Add(s0, a, Load(ref q, i));
            s1 = TSum.Add(s1, a, Load(ref q, n + i));
            s2 = TSum.Add(s2, a, Load(ref q, 2 * n + i));
            s3 = TSum.Add(s3, a, Load(ref q, 3 * n + i));
            t0 = TSum.Add(t0, b, Load(ref q, i + width));
            t1 = TSum.Add(t1, b, Load(ref q, n + i + width));
            t2 = TSum.Add(t2, b, Load(ref q, 2 * n + i + width));
            t3 = TSum.Add(t3, b, Load(ref q, 3 * n + i + width));
        }

        (sums[0], sums[1], sums[2], sums[3]) =
            (Vector.Sum(s0 + t0), Vector.Sum(s1 + t1), Vector.Sum(s2 + t2), Vector.Sum(s3 + t3));
        for (; i < n; i++)
        {
            for (int j = 0; j < Together; j++)
                sums[j] = TSum.Add(sums[j], row[i], queries[j * n + i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Load(ref float start, int offset) =>
        Unsafe.ReadUnaligned<Vector<float>>(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref start, offset)));
}
