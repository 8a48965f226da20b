using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Comparison;

/// <summary>
/// Tells the images of a dataset without a store from its other files: a class folder lists what it contains, and only
/// decoding shows that a file is no image, which a store knows already.
/// </summary>
internal sealed class UndecodedImages(ImageNetDataset dataset, ImageNetDataset other)
{
    private readonly HashSet<string> _skipped =
        [.. other.Skipped.Select(file => Path.GetRelativePath(other.SourcePath, file.Path).Replace('\\', '/'))];

    private byte[] _buffer = [];

    /// <summary>Whether an image that the other dataset does not have is one.</summary>
    public bool IsImage(ImageSample sample)
    {
        // Decoding all of many images would take minutes.
        if (dataset.StorePath is not null
            || ImageNames.IsImage(sample.RelativePath) && !_skipped.Contains(sample.RelativePath))
        {
            return true;
        }

        try
        {
            dataset.Pixels.Read(sample, ref _buffer);
            return true;
        }
        catch (DatasetException)
        {
            return false;
        }
    }
}
