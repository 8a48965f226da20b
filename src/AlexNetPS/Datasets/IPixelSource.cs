using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>
/// Gives the pixels of a dataset's pictures: a memory-mapped store, or files decoded on demand. Thread-safe.
/// </summary>
public interface IPixelSource
{
    /// <summary>The picture as prepared (short side = image size, whole picture kept).</summary>
    /// <param name="sample">A picture of the dataset.</param>
    /// <param name="buffer">Room a decoding source may use and grow; a mapped store leaves it alone. The view may lie
    /// in it.</param>
    PixelView Read(ImageSample sample, ref byte[] buffer);
}
