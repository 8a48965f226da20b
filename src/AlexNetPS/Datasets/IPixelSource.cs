using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>
/// Gives the pixels of a dataset's images: a memory-mapped store, or files decoded on demand. Thread-safe.
/// </summary>
public interface IPixelSource
{
    /// <summary>The image as prepared (short side = image size, whole image kept).</summary>
    /// <param name="sample">An image of the dataset.</param>
    /// <param name="buffer">Room a decoding source may use and grow; a mapped store leaves it alone. The view may lie
    /// in it.</param>
    PixelView Read(ImageSample sample, ref byte[] buffer);
}
