using System.Diagnostics;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Health;

/// <summary>Looks once at each picture of a dataset, on all processors.</summary>
internal sealed class PictureInspection(ImageNetDataset dataset, HealthOptions options,
    IProgress<ImportProgress>? progress, CancellationToken cancellation)
{
    private static readonly TimeSpan _reportInterval = TimeSpan.FromMilliseconds(250);

    private Exception? _failure;
    private int _next = -1, _done;

    public HealthSubject Run()
    {
        ImageSample[] samples = [.. dataset.Train.Samples, .. dataset.Validation.Samples, .. dataset.Test.Samples];
        SplitName[] splits = [.. dataset.Train.Samples.Select(_ => SplitName.Train),
            .. dataset.Validation.Samples.Select(_ => SplitName.Validation),
            .. dataset.Test.Samples.Select(_ => SplitName.Test)];
        PictureFacts[] facts = new PictureFacts[samples.Length];
        StoreVerification? verification = dataset.StorePath is { } store
            ? new StoreVerification(PreparedStore.Open(store), cancellation)
            : null;
        Thread[] workers = [.. Enumerable.Range(0, options.Threads == 0 ? Environment.ProcessorCount : options.Threads)
            .Select(_ => new Thread(() => Work(samples, verification, facts)) { IsBackground = true,
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
                progress?.Report(new ImportProgress("Looking at pictures", done, samples.Length, rate,
                    rate > 0 ? TimeSpan.FromSeconds((samples.Length - done) / rate) : TimeSpan.Zero));
            }
        }

        cancellation.ThrowIfCancellationRequested();
        if (_failure is not null)
        {
            throw new DatasetException($"The pictures of '{dataset.Name}' cannot be looked at: {_failure.Message}",
                _failure);
        }

        return new HealthSubject(dataset, samples, splits, facts, options, verification, cancellation);
    }

    private void Work(ImageSample[] samples, StoreVerification? verification, PictureFacts[] facts)
    {
        byte[] buffer = [], stored = [];
        try
        {
            for (int i; _failure is null && !cancellation.IsCancellationRequested
                && (i = Interlocked.Increment(ref _next)) < samples.Length; Interlocked.Increment(ref _done))
            {
                StoreFault fault = verification?.Check(samples[i].Index, ref stored) ?? StoreFault.None;
                // A damaged image is one finding, not several.
                facts[i] = fault.HasFlag(StoreFault.Damaged)
                    ? new PictureFacts(0, 0, 0, default, false, "damaged in the store") { Fault = fault }
                    : Look(samples[i], verification?.Store.Rows, ref buffer) with { Fault = fault };
            }
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
    }

    private PictureFacts Look(ImageSample sample, List<IndexRow>? rows, ref byte[] buffer)
    {
        try
        {
            if (dataset.Pixels is FilePixelSource files)
            {
                PixelView decoded = files.Read(sample, ref buffer, out int width, out int height, out string? warning);
                return PictureFacts.Of(decoded, width, height, warning);
            }

            PixelView view = dataset.Pixels.Read(sample, ref buffer);
            return rows is null
                ? PictureFacts.Of(view, view.Width, view.Height, null)
                : PictureFacts.Of(view, rows[sample.Index].SourceWidth, rows[sample.Index].SourceHeight, null);
        }
        catch (DatasetException e)
        {
            return new PictureFacts(0, 0, 0, default, false, e.InnerException?.Message ?? e.Message);
        }
    }
}
