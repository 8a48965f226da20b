using AlexNetPS.Datasets;

namespace AlexNetPS.Inference;

/// <summary>An image to run through a network: a file, or one of a dataset's prepared images.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Sample">The dataset's entry; null for a file.</param>
/// <param name="Pixels">Where the entry's pixels come from; null for a file.</param>
internal readonly record struct ImageSource(string Path, ImageSample? Sample = null, IPixelSource? Pixels = null)
{
    public static IEnumerable<ImageSource> Of(DatasetSplit split) =>
        split.Samples.Select(sample => new ImageSource(sample.Path, sample, split.Dataset.Pixels));

    public static ImageSource File(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(System.IO.Path.GetFullPath(path));
    }
}
