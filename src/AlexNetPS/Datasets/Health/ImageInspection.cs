using System.Diagnostics;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Health;

/// <summary>Inspects each image of a dataset once, in parallel.</summary>
internal sealed class ImageInspection(ImageNetDataset dataset, HealthOptions options,
    IProgress<ImportProgress>? progress, CancellationToken cancellation)
{
    private static readonly TimeSpan _reportInterval = TimeSpan.FromMilliseconds(250);

    private Exception? _failure;
    private int _next = -1, _done;

    /// <summary>Whether the images of a store are compared with their checksums and source files.</summary>
    public bool Verifies { get; init; } = true;

    public HealthSubject Run()
    {
        ImageSample[] samples = [.. dataset.Train.Samples, .. dataset.Validation.Samples, .. dataset.Test.Samples];
        SplitName[] splits = [.. dataset.Train.Samples.Select(_ => SplitName.Train),
            .. dataset.Validation.Samples.Select(_ => SplitName.Validation),
            .. dataset.Test.Samples.Select(_ => SplitName.Test)];
        ImageFacts[] facts = new ImageFacts[samples.Length];
        StoreVerification? verification = Verifies && dataset.StorePath is { } store
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
                progress?.Report(new ImportProgress("Inspecting images", done, samples.Length, rate,
                    rate > 0 ? TimeSpan.FromSeconds((samples.Length - done) / rate) : TimeSpan.Zero));
            }
        }

        cancellation.ThrowIfCancellationRequested();
        if (_failure is not null)
        {
            throw new DatasetException($"The images of '{dataset.Name}' cannot be inspected: {_failure.Message}",
                _failure);
        }

        return new HealthSubject(dataset, samples, splits, facts, options, verification, cancellation);
    }

    private void Work(ImageSample[] samples, StoreVerification? verification, ImageFacts[] facts)
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
                    ? new ImageFacts(0, 0, 0, default, false, "damaged in the store") { Fault = fault }
                    : Look(samples[i], verification?.Store.Rows, ref buffer) with { Fault = fault };
            }
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
    }

    private ImageFacts Look(ImageSample sample, List<IndexRow>? rows, ref byte[] buffer)
    {
        try
        {
            if (dataset.Pixels is FilePixelSource files)
            {
                PixelView decoded = files.Read(sample, ref buffer, out int width, out int height, out string? warning);
                return ImageFacts.Of(decoded, width, height, warning);
            }

            PixelView view = dataset.Pixels.Read(sample, ref buffer);
            return rows is null
                ? ImageFacts.Of(view, view.Width, view.Height, null)
                : ImageFacts.Of(view, rows[sample.Index].SourceWidth, rows[sample.Index].SourceHeight, null);
        }
        catch (DatasetException e)
        {
            return new ImageFacts(0, 0, 0, default, false, e.InnerException?.Message ?? e.Message);
        }
    }
}
