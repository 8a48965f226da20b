using System.Diagnostics;

namespace AlexNetPS.Datasets.Health;

/// <summary>Work on each image of a dataset on several threads, with progress on the caller's.</summary>
/// <param name="activity">Name of the work in the progress.</param>
/// <param name="threads">Threads; 0 for one per processor.</param>
/// <param name="progress">Reported about four times per second.</param>
/// <param name="cancellation">Stops after the images in progress.</param>
internal sealed class ImageLoop(string activity, int threads, IProgress<ImportProgress>? progress,
    CancellationToken cancellation)
{
    private static readonly TimeSpan _reportInterval = TimeSpan.FromMilliseconds(250);

    private Exception? _failure;
    private int _next = -1, _done;

    /// <summary>Calls the work of a thread for each number below a count.</summary>
    /// <param name="count">Number of images.</param>
    /// <param name="newWork">Creates the work of one thread, which has its own buffers.</param>
    /// <returns>The first failure; null if there was none.</returns>
    public Exception? Run(int count, Func<Action<int>> newWork)
    {
        Thread[] workers = [.. Enumerable.Range(0, threads == 0 ? Environment.ProcessorCount : threads)
            .Select(_ => new Thread(() => Work(count, newWork)) { IsBackground = true,
                Name = "AlexNetPS inspection" })];
        long start = Stopwatch.GetTimestamp();
        foreach (Thread worker in workers)
            worker.Start();
        foreach (Thread worker in workers)
        {
            while (!worker.Join(_reportInterval))
            {
                int done = Volatile.Read(ref _done);
                double rate = done / Stopwatch.GetElapsedTime(start).TotalSeconds;
                progress?.Report(new ImportProgress(activity, done, count, rate,
                    rate > 0 ? TimeSpan.FromSeconds((count - done) / rate) : TimeSpan.Zero));
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return _failure;
    }

    private void Work(int count, Func<Action<int>> newWork)
    {
        try
        {
            Action<int> work = newWork();
            for (int i; _failure is null && !cancellation.IsCancellationRequested
                && (i = Interlocked.Increment(ref _next)) < count; Interlocked.Increment(ref _done))
            {
                work(i);
            }
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
    }
}
