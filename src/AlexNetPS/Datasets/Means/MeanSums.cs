using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Means;

/// <summary>Adds stored images to sums, on several threads.</summary>
internal static class MeanSums
{
    private const int ChunkOfImages = 1024;

    /// <summary>Adds the images to the sums, or subtracts them.</summary>
    /// <param name="sums">The sums, one for each value of the frame.</param>
    /// <param name="frame">The frame of all images.</param>
    /// <param name="terms">The images.</param>
    /// <param name="threads">Number of threads; 0 for all processors.</param>
    /// <param name="progress">Called about four times a second.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static void Add(long[] sums, MeanFrame frame, IReadOnlyList<MeanTerm> terms, int threads,
        IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp(), reported = start;
        var gate = new object();
        for (int done = 0; done < terms.Count; done += ChunkOfImages)
        {
            cancellation.ThrowIfCancellationRequested();
            Parallel.For(done, Math.Min(done + ChunkOfImages, terms.Count),
                new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : -1 },
                () => (Plus: new PixelSums(frame), Minus: new PixelSums(frame), Buffer: new byte[1][]),
                (i, _, own) =>
                {
                    MeanTerm term = terms[i];
                    byte[] buffer = own.Buffer[0] ?? [];
                    PixelView image = term.Pixels.Read(new ImageSample(term.Row,
                        string.Create(CultureInfo.InvariantCulture, $"image {term.Row}"), 0, ""), ref buffer);
                    (term.Sign > 0 ? own.Plus : own.Minus).Add(image);
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
            progress?.Report(new ImportProgress("Averaging images", done, terms.Count, rate,
                TimeSpan.FromSeconds(rate > 0 ? (terms.Count - done) / rate : 0)));
        }
    }
}
