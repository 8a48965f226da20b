using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>A prepared image as JPEG.</summary>
internal static class ShardEncoding
{
    /// <summary>
    /// A file of more bytes a pixel than this holds more than an image, or was saved without thrift.
    /// </summary>
    private const double LargestBytesOfPixel = 1;

    /// <param name="image">Pixels.</param>
    /// <param name="original">The file's own bytes if they are a JPEG of just these pixels; empty otherwise. They are
    /// kept: coding twice loses twice.</param>
    /// <param name="quality">1 to 100.</param>
    public static ReadOnlySpan<byte> Encode(PixelView image, ReadOnlySpan<byte> original, int quality) =>
        original.Length > 0 && original.Length <= LargestBytesOfPixel * image.Width * image.Height
            ? original
            : ImageEncoder.EncodeJpeg(image, quality);
}
