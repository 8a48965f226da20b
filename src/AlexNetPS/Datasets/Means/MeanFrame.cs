using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Datasets.Means;

/// <summary>
/// The region of a prepared image that the mean image covers: its central square of the image size, or the whole image
/// if it keeps its own size.
/// </summary>
internal readonly record struct MeanFrame(int Width, int Height, int Channels)
{
    public int Length => Width * Height * Channels;

    /// <summary>
    /// The frame of an image. Those of one dataset agree, whether or not its images are of one size.
    /// </summary>
    /// <param name="width">Columns as prepared.</param>
    /// <param name="height">Rows as prepared.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="imageSize">Short side in the import options.</param>
    /// <param name="longestSide">Longest side in the import options; an image reduced to it has a shorter short
    /// side.</param>
    public static MeanFrame Of(int width, int height, int channels, int imageSize, int longestSide) =>
        Math.Min(width, height) == imageSize || Math.Max(width, height) == longestSide
            ? new(imageSize, imageSize, channels)
            : new(width, height, channels);

    /// <summary>The frame of some images of a store; null if they have several, or there are none.</summary>
    /// <param name="store">The store.</param>
    /// <param name="rows">Their positions.</param>
    public static MeanFrame? Common(PreparedStore store, IEnumerable<int> rows)
    {
        MeanFrame? common = null;
        foreach (int row in rows)
        {
            StoredImage image = store.Image(row);
            MeanFrame frame = Of(image.Width, image.Height, image.Channels, store.Manifest.ImageSize,
                store.Manifest.MaximumSide);
            if (common is not null && common != frame)
                return null;
            common = frame;
        }

        return common;
    }
}
