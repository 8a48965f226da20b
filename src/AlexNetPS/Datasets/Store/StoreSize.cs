using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store;

/// <summary>Estimates the disk space of images before they are read.</summary>
internal static class StoreSize
{
    /// <summary>
    /// JPEG at quality 90 with chroma subsampling takes 0.3 bytes per pixel; more at a higher quality.
    /// </summary>
    private const double BytesOfJpegPixel = 0.35, BytesOfBestJpegPixel = 1.2;

    /// <summary>Returns the bytes of one image as raw pixels.</summary>
    public static double Raw(FolderListing listing, ImportOptions options) =>
        listing.Shape?.Bytes ?? 3 * Pixels(listing, options);

    /// <summary>Returns the bytes of one image as JPEG, with its label and the tar headers of both.</summary>
    public static double Jpeg(FolderListing listing, ImportOptions options) =>
        Pixels(listing, options) * (options.Quality > 90 ? BytesOfBestJpegPixel : BytesOfJpegPixel) + 2048;

    /// <summary>Returns the bytes that an import needs in the format of its options.</summary>
    /// <param name="listing">Files of the source.</param>
    /// <param name="options">Options with a format other than Auto.</param>
    /// <param name="images">Images to decode.</param>
    public static double Needed(FolderListing listing, ImportOptions options, long images) =>
        options.StoreFormat == StoreFormat.Shards
            ? Jpeg(listing, options) * (images + listing.Files.Count)   // First loose, then in shards.
            : Raw(listing, options) * images;

    // Most images have an aspect ratio of 4:3.
    private static double Pixels(FolderListing listing, ImportOptions options) =>
        listing.Shape is { } shape ? shape.Width * shape.Height
            : (double)options.ImageSize * options.ImageSize * (options.Crop != ImageCrop.None ? 1 : 4.0 / 3);
}
