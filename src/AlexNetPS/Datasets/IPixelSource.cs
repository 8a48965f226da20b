using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>
/// Reads the pixels of a dataset's images, from a memory-mapped store or from files decoded on demand. Thread-safe.
/// </summary>
public interface IPixelSource
{
    /// <summary>Returns the prepared image (short side = image size, whole image kept).</summary>
    /// <param name="sample">An image of the dataset.</param>
    /// <param name="buffer">
    /// Buffer that a decoding source may use and grow; a mapped store does not use it. The view may point into it.
    /// </param>
    PixelView Read(ImageSample sample, ref byte[] buffer);
}
