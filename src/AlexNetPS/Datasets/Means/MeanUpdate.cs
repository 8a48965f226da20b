using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Means;

/// <summary>
/// Makes the mean image of a store: from what was summed up while decoding, from the previous store's mean, whose sums
/// are whole numbers and so can be had back exactly, and from the stored pixels of those few images that neither
/// covers, or should not. The result is exact for raw pixels; an image taken from a shard here counts as its JPEG
/// shows it.
/// </summary>
internal sealed class MeanUpdate(PreparedStore store, IProgress<ImportProgress>? progress,
    CancellationToken cancellation)
{
    private const int ChunkOfImages = 1024;

    private readonly record struct Correction(IPixelSource Pixels, int Row, int Sign);

    /// <summary>Writes mean.npy beside the store's other files.</summary>
    /// <param name="accumulator">What was summed up in this import; null for nothing.</param>
    /// <param name="fileOf">The file in the accumulator of a relative path.</param>
    /// <param name="previous">What the mean of the store before this one was made of; null if there was none.</param>
    public void Write(MeanAccumulator? accumulator, Func<string, int?> fileOf, PreviousMean? previous)
    {
        if (Frame() is not MeanFrame frame)
            return;
        if (previous is not null && previous.Frame != frame)
            previous = null;
        long[]? tallied = accumulator?.Total(frame), sums = null;
        if (tallied is null)
            accumulator = null;
        List<Correction> scratch = Corrections(accumulator, fileOf, null);
        if (previous is not null)
        {
            List<Correction> corrections = Corrections(accumulator, fileOf, previous);
            if (corrections.Count < scratch.Count)
                sums = TrySum(frame, tallied, previous, corrections);
        }

        sums ??= Sum(frame, tallied, null, scratch);
        double[] means = new double[frame.Length];
        for (int i = 0; i < means.Length; i++)
            means[i] = (double)sums[i] / store.Manifest.Train;
        FileReplacement.Write(store.Paths.Mean,
            file => NpyFile.Write<double>(file, "<f8", means, frame.Height, frame.Width, frame.Channels));
    }

    private MeanFrame? Frame()
    {
        StoreManifest manifest = store.Manifest;
        MeanFrame? common = null;
        for (int i = 0; i < store.Rows.Count; i++)
        {
            if (store.Rows[i].Split != SplitName.Train)
                continue;
            StoredImage image = store.Image(i);
            MeanFrame frame =
                MeanFrame.Of(image.Width, image.Height, image.Channels, manifest.ImageSize, manifest.MaximumSide);
            if (common is not null && common != frame)
                return null;
            common = frame;
        }

        return common;
    }

    // A previous image that is trained on no more is taken away; one that is newly trained on and was not decoded just
    // now is added.
    private List<Correction> Corrections(MeanAccumulator? accumulator, Func<string, int?> fileOf, PreviousMean? previous)
    {
        List<Correction> corrections = [];
        var kept = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < store.Rows.Count; i++)
        {
            IndexRow row = store.Rows[i];
            bool train = row.Split == SplitName.Train, tallied = accumulator is not null && fileOf(row.Path) is int file
                && accumulator.Contains(file);
            bool known = previous is not null && previous.Contains(row);
            if (known && train && !tallied)
                kept.Add(row.Path);
            else if (train != tallied)
                corrections.Add(new(store.Pixels, i, train ? 1 : -1));
        }

        if (previous is not null)
        {
            corrections.AddRange(previous.Rows.Where(pair => !kept.Contains(pair.Key))
                .Select(pair => new Correction(previous.Pixels, pair.Value.Index, -1)));
        }

        return corrections;
    }

    /// <summary>Null when the previous store's pixels cannot be read any more.</summary>
    private long[]? TrySum(MeanFrame frame, long[]? tallied, PreviousMean previous, List<Correction> corrections)
    {
        try
        {
            return Sum(frame, tallied, previous, corrections);
        }
        catch (AggregateException e) when (e.InnerException is DatasetException or IOException)
        {
            return null;
        }
    }

    private long[] Sum(MeanFrame frame, long[]? tallied, PreviousMean? previous, List<Correction> corrections)
    {
        long[] sums = tallied is null ? new long[frame.Length] : [.. tallied];
        if (previous is not null)
        {
            for (int i = 0; i < sums.Length; i++)
                sums[i] += previous.Sums[i];
        }

        long start = Stopwatch.GetTimestamp(), reported = start;
        var gate = new object();
        for (int done = 0; done < corrections.Count; done += ChunkOfImages)
        {
            cancellation.ThrowIfCancellationRequested();
            Parallel.For(done, Math.Min(done + ChunkOfImages, corrections.Count),
                () => (Plus: new PixelSums(frame), Minus: new PixelSums(frame), Buffer: new byte[1][]),
                (i, _, own) =>
                {
                    Correction correction = corrections[i];
                    byte[] buffer = own.Buffer[0] ?? [];
                    PixelView image = correction.Pixels.Read(new ImageSample(correction.Row,
                        string.Create(CultureInfo.InvariantCulture, $"image {correction.Row}"), 0, ""), ref buffer);
                    (correction.Sign > 0 ? own.Plus : own.Minus).Add(image);
                    own.Buffer[0] = buffer;
                    return own;
                },
                own =>
                {
                    lock (gate)
                    {
                        own.Plus.AddTo(sums, 1);
                        own.Minus.AddTo(sums, -1);
                    }
                });
            if (Stopwatch.GetElapsedTime(reported) < TimeSpan.FromMilliseconds(250))
                continue;
            reported = Stopwatch.GetTimestamp();
            double rate = done / Stopwatch.GetElapsedTime(start).TotalSeconds;
            progress?.Report(new ImportProgress("Averaging images", done, corrections.Count, rate,
                TimeSpan.FromSeconds(rate > 0 ? (corrections.Count - done) / rate : 0)));
        }

        return sums;
    }
}
