using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>Encodes a prepared image as JPEG.</summary>
internal static class ShardEncoding
{
    /// <summary>A file with more bytes per pixel contains more than the image, or was saved inefficiently.</summary>
    private const double LargestBytesOfPixel = 1;

    /// <param name="image">Pixels.</param>
    /// <param name="original">
    /// Bytes of the file if they are a JPEG of exactly these pixels; empty otherwise. They are kept, because encoding
    /// twice loses quality twice.
    /// </param>
    /// <param name="quality">1 to 100.</param>
    public static ReadOnlySpan<byte> Encode(PixelView image, ReadOnlySpan<byte> original, int quality) =>
        original.Length > 0 && original.Length <= LargestBytesOfPixel * image.Width * image.Height
            ? original
            : ImageEncoder.EncodeJpeg(image, quality);
}
