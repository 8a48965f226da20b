using AlexNetPS.Datasets;

namespace AlexNetPS.Inference;

/// <summary>An image to evaluate: a file, or a prepared image of a dataset.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Sample">Sample of the dataset; null for a file.</param>
/// <param name="Pixels">Source of the sample's pixels; null for a file.</param>
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
