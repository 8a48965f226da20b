using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;

namespace AlexNetPS.Datasets.Means;

/// <summary>
/// Computes the mean image of a store from the sums of the images decoded in this import, the sums of the previous
/// store (recovered exactly from its mean, since sums are integers), and the stored pixels of the few images that these
/// lack or include wrongly. The result is exact, whatever the history of the store.
/// </summary>
internal sealed class MeanUpdate(PreparedStore store, int threads, IProgress<ImportProgress>? progress,
    CancellationToken cancellation)
{
    /// <summary>Whether a store lacks its mean image: it is the last file of an import.</summary>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static bool IsNeeded(PreparedStore store) =>
        MeanFile.TryRead(store.Paths.Mean, out _) is null && FrameOf(store) is not null;

    /// <summary>Writes mean.npy into the store.</summary>
    /// <param name="accumulator">Sums of this import; null for none.</param>
    /// <param name="fileOf">Position in the listing of a relative path; null if it is not listed.</param>
    /// <param name="previous">Sums of the previous store; null for none.</param>
    public void Write(MeanAccumulator? accumulator, Func<string, int?> fileOf, PreviousMean? previous)
    {
        if (FrameOf(store) is not MeanFrame frame)
            return;
        if (previous is not null && previous.Frame != frame)
            previous = null;
        long[]? counted = accumulator?.Total(frame), sums = null;
        if (counted is null)
            accumulator = null;
        List<MeanTerm> scratch = Corrections(accumulator, fileOf, null);
        if (previous is not null)
        {
            List<MeanTerm> corrections = Corrections(accumulator, fileOf, previous);
            if (corrections.Count < scratch.Count)
                sums = TrySum(frame, counted, previous, corrections);
        }

        sums ??= Sum(frame, counted, null, scratch);
        double[] means = new double[frame.Length];
        for (int i = 0; i < means.Length; i++)
            means[i] = (double)sums[i] / store.Manifest.Train;
        FileReplacement.Write(store.Paths.Mean,
            file => NpyFile.Write<double>(file, "<f8", means, frame.Height, frame.Width, frame.Channels));
    }

    private static MeanFrame? FrameOf(PreparedStore store) => MeanFrame.Common(store,
        Enumerable.Range(0, store.Rows.Count).Where(i => store.Rows[i].Split == SplitName.Train));

    // Subtracts images that left the training split, and adds those that joined it without being decoded.
    private List<MeanTerm> Corrections(MeanAccumulator? accumulator, Func<string, int?> fileOf,
        PreviousMean? previous)
    {
        List<MeanTerm> corrections = [];
        var kept = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < store.Rows.Count; i++)
        {
            IndexRow row = store.Rows[i];
            bool train = row.Split == SplitName.Train, counted = accumulator is not null && fileOf(row.Path) is int file
                && accumulator.Contains(file);
            bool known = previous is not null && previous.Contains(row);
            if (known && train && !counted)
                kept.Add(row.Path);
            else if (train != counted)
                corrections.Add(new(store.Pixels, i, train ? 1 : -1));
        }

        if (previous is not null)
        {
            corrections.AddRange(previous.Rows.Where(pair => !kept.Contains(pair.Key))
                .Select(pair => new MeanTerm(previous.Pixels, pair.Value.Index, -1)));
        }

        return corrections;
    }

    /// <summary>Returns the sums; null if pixels of the previous store can no longer be read.</summary>
    private long[]? TrySum(MeanFrame frame, long[]? counted, PreviousMean previous, List<MeanTerm> corrections)
    {
        try
        {
            return Sum(frame, counted, previous, corrections);
        }
        catch (AggregateException e) when (e.InnerException is DatasetException or IOException)
        {
            return null;
        }
    }

    private long[] Sum(MeanFrame frame, long[]? counted, PreviousMean? previous, List<MeanTerm> corrections)
    {
        long[] sums = counted is null ? new long[frame.Length] : [.. counted];
        if (previous is not null)
        {
            for (int i = 0; i < sums.Length; i++)
                sums[i] += previous.Sums[i];
        }

        MeanSums.Add(sums, frame, corrections, threads, progress, cancellation);
        return sums;
    }
}
