using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store;

/// <summary>What images will take on disk, before they are seen.</summary>
internal static class StoreSize
{
    /// <summary>
    /// JPEG of images at quality 90 with halved chroma takes 0.3 bytes a pixel; more where the quality is higher.
    /// </summary>
    private const double BytesOfJpegPixel = 0.35, BytesOfBestJpegPixel = 1.2;

    /// <summary>Bytes of one image as raw pixels.</summary>
    public static double Raw(FolderListing listing, ImportOptions options) =>
        listing.Shape?.Bytes ?? 3 * Pixels(listing, options);

    /// <summary>Bytes of one image as JPEG, with its label and the headers of both in a tar file.</summary>
    public static double Jpeg(FolderListing listing, ImportOptions options) =>
        Pixels(listing, options) * (options.Quality > 90 ? BytesOfBestJpegPixel : BytesOfJpegPixel) + 2048;

    // An image's sides are mostly as 4 to 3.
    private static double Pixels(FolderListing listing, ImportOptions options) =>
        listing.Shape is { } shape ? shape.Width * shape.Height
            : (double)options.ImageSize * options.ImageSize * (options.Crop != ImageCrop.None ? 1 : 4.0 / 3);
}
