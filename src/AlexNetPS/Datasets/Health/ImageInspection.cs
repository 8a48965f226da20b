using AlexNetPS.Datasets.Scores;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Health;

/// <summary>Inspects each image of a dataset once, in parallel.</summary>
internal sealed class ImageInspection(ImageNetDataset dataset, HealthOptions options,
    IProgress<ImportProgress>? progress, CancellationToken cancellation)
{
    /// <summary>Whether the images of a store are compared with their checksums and source files.</summary>
    public bool Verifies { get; init; } = true;

    public HealthSubject Run()
    {
        ImageSample[] samples = [.. dataset.Images.Select(image => image.Sample)];
        SplitName[] splits = [.. dataset.Images.Select(image => image.Split)];
        ImageFacts[] facts = new ImageFacts[samples.Length];
        StoreVerification? verification = Verifies && dataset.StorePath is { } store
            ? new StoreVerification(PreparedStore.Open(store), cancellation)
            : null;
        ImageScores?[]? scores = verification?.Store.ReadScores();
        Exception? failure = new ImageLoop("Inspecting images", options.Threads, progress, cancellation).Run(
            samples.Length, () => Inspect(samples, verification, scores, facts));
        if (failure is not null)
        {
            throw new DatasetException($"The images of '{dataset.Name}' cannot be inspected: {failure.Message}",
                failure);
        }

        return new HealthSubject(dataset, samples, splits, facts, options, verification, cancellation);
    }

    private Action<int> Inspect(ImageSample[] samples, StoreVerification? verification, ImageScores?[]? scores,
        ImageFacts[] facts)
    {
        byte[] buffer = [], stored = [];
        return i =>
        {
            StoreFault fault = verification?.Check(samples[i].Index, ref stored) ?? StoreFault.None;
            // A damaged image is one finding, not several.
            facts[i] = fault.HasFlag(StoreFault.Damaged)
                ? new ImageFacts(0, 0, 0, default, false, default, "damaged in the store") { Fault = fault }
                : Look(samples[i], verification?.Store.Rows, scores?[samples[i].Index], ref buffer) with
                {
                    Fault = fault,
                };
        };
    }

    private ImageFacts Look(ImageSample sample, List<IndexRow>? rows, ImageScores? scores, ref byte[] buffer)
    {
        try
        {
            if (dataset.Pixels is FilePixelSource files)
            {
                PixelView decoded = files.Read(sample, ref buffer, out int width, out int height, out string? warning);
                return ImageFacts.Of(decoded, width, height, scores, warning);
            }

            PixelView view = dataset.Pixels.Read(sample, ref buffer);
            return rows is null
                ? ImageFacts.Of(view, view.Width, view.Height, scores, null)
                : ImageFacts.Of(view, rows[sample.Index].SourceWidth, rows[sample.Index].SourceHeight, scores, null);
        }
        catch (DatasetException e)
        {
            return new ImageFacts(0, 0, 0, default, false, default, e.InnerException?.Message ?? e.Message);
        }
    }
}
