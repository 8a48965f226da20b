using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Datasets.Means;

/// <summary>
/// Computes the mean image of some images of a store, once: from the sums of its own training images and the images in
/// which they differ, or from the images alone if those are fewer.
/// </summary>
internal sealed class MeanAveraging(PreparedStore store, IReadOnlyList<ImageSample> train)
{
    private readonly Lock _lock = new();
    private bool _done;
    private MeanImage? _mean;

    /// <summary>Returns the mean image; null if the images are not of one frame.</summary>
    /// <exception cref="DatasetException">The store has changed since it was opened.</exception>
    /// <exception cref="OperationCanceledException">Canceled; the next call begins again.</exception>
    public MeanImage? Run(IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (!_done)
            {
                _mean = Compute(progress, cancellation);
                _done = true;
            }

            return _mean;
        }
    }

    private MeanImage? Compute(IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        store.RequireUnchanged();
        if (MeanFrame.Common(store, train.Select(image => image.Index)) is not MeanFrame frame)
            return null;
        long[] sums = new long[frame.Length];
        IReadOnlyList<MeanTerm> terms = [.. train.Select(image => new MeanTerm(store.Pixels, image.Index, 1))];
        if (PreviousMean.Of(store) is { } known && known.Frame == frame && Difference() is var fewer
            && fewer.Count < terms.Count)
        {
            known.Sums.CopyTo(sums, 0);
            terms = fewer;
        }

        MeanSums.Add(sums, frame, terms, threads: 0, progress, cancellation);
        return MeanImage.FromInterleaved(frame.Width, frame.Height, frame.Channels,
            [.. sums.Select(sum => (double)sum / train.Count)]);
    }

    private List<MeanTerm> Difference()
    {
        bool[] trained = new bool[store.Rows.Count];
        foreach (ImageSample image in train)
            trained[image.Index] = true;
        List<MeanTerm> terms = [];
        for (int i = 0; i < trained.Length; i++)
        {
            bool known = store.Rows[i].Split == SplitName.Train;
            if (known != trained[i])
                terms.Add(new MeanTerm(store.Pixels, i, known ? -1 : 1));
        }

        return terms;
    }
}
