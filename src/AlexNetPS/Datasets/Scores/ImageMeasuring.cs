using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Scores;

/// <summary>Reads the scores of a dataset from its store, and computes those that are not in it.</summary>
internal static class ImageMeasuring
{
    /// <summary>Measures each image, in the order of the splits; null for one that cannot be read.</summary>
    public static MeasuredImage?[] Measure(ImageNetDataset dataset, int threads, IProgress<ImportProgress>? progress,
        CancellationToken cancellation)
    {
        ImageSample[] samples = [.. dataset.Images.Select(image => image.Sample)];
        MeasuredImage?[] measured = new MeasuredImage?[samples.Length];
        using PreparedStore? store = dataset.StorePath is { } path ? PreparedStore.Open(path) : null;
        ImageScores?[]? known = store?.ReadScores();
        int[] unknown = [.. Enumerable.Range(0, samples.Length).Where(i => known?[samples[i].Index] is null)];
        foreach (int i in Enumerable.Range(0, samples.Length).Except(unknown))
        {
            IndexRow row = store!.Rows[samples[i].Index];
            measured[i] = new MeasuredImage(known![samples[i].Index]!.Value, row.SourceWidth, row.SourceHeight);
        }

        if (unknown.Length > 0 && new ImageLoop("Scoring images", threads, progress, cancellation).Run(
            unknown.Length, NewWork) is { } failure)
        {
            throw new DatasetException($"The images of '{dataset.Name}' cannot be scored: {failure.Message}", failure);
        }

        return measured;

        Action<int> NewWork()
        {
            byte[] buffer = [];
            return i => measured[unknown[i]] = Read(dataset, samples[unknown[i]], store?.Rows, ref buffer);
        }
    }

    private static MeasuredImage? Read(ImageNetDataset dataset, ImageSample sample, List<IndexRow>? rows,
        ref byte[] buffer)
    {
        try
        {
            if (dataset.Pixels is FilePixelSource files)
            {
                PixelView decoded = files.Read(sample, ref buffer, out int width, out int height, out _);
                return new MeasuredImage(ImageScores.Of(decoded), width, height);
            }

            PixelView view = dataset.Pixels.Read(sample, ref buffer);
            return new MeasuredImage(ImageScores.Of(view), rows?[sample.Index].SourceWidth ?? view.Width,
                rows?[sample.Index].SourceHeight ?? view.Height);
        }
        catch (DatasetException)
        {
            return null;
        }
    }
}
