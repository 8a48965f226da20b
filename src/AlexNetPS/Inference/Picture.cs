using AlexNetPS.Datasets;

namespace AlexNetPS.Inference;

/// <summary>A picture to run through a network: a file, or one of a dataset's prepared pictures.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Sample">The dataset's entry; null for a file.</param>
/// <param name="Pixels">Where the entry's pixels come from; null for a file.</param>
internal readonly record struct Picture(string Path, ImageSample? Sample = null, IPixelSource? Pixels = null)
{
    public static IEnumerable<Picture> Of(DatasetSplit split) =>
        split.Samples.Select(sample => new Picture(sample.Path, sample, split.Dataset.Pixels));

    public static Picture File(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(System.IO.Path.GetFullPath(path));
    }
}
