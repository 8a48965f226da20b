using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>
/// How a file is prepared for the store. A model stores the preparation of its training images, so that other files are
/// prepared in the same way.
/// </summary>
/// <param name="ImageSize">Short side in pixels.</param>
/// <param name="MaximumSide">Longest side in pixels; 0 for four times the short one.</param>
/// <param name="Crop">Whether whole images or central squares of that side are kept.</param>
public sealed record ImagePreparation(int ImageSize, int MaximumSide, ImageCrop Crop)
{
    /// <summary>Longest side in pixels; for a central square, its side.</summary>
    public int MaximumSide { get; } =
        Crop != ImageCrop.None ? ImageSize : MaximumSide == 0 ? 4 * ImageSize : Math.Max(MaximumSide, ImageSize);

    /// <summary>Returns the preparation that leaves images of this size unchanged.</summary>
    internal static ImagePreparation OfSize(int width, int height) =>
        new(Math.Min(width, height), Math.Max(4 * Math.Min(width, height), Math.Max(width, height)), ImageCrop.None);

    /// <summary>Whether this preparation can produce an image of this size.</summary>
    internal bool Fits(int width, int height) => Math.Min(width, height) == ImageSize
        && Math.Max(width, height) <= MaximumSide;

    /// <summary>Returns how many images of a dataset are so long that they are squeezed, as far as is known.</summary>
    internal int Squeezed(SizeHistogram? sizes) => Crop != ImageCrop.None || sizes is null ? 0
        : sizes.Aspect.Where(bucket => bucket.From >= (double)MaximumSide / ImageSize).Sum(bucket => bucket.Count);

    internal ImagePreparer NewPreparer(DecodeLimits? limits = null) => new(ImageSize, MaximumSide, limits, Crop);

    /// <summary>Formats the preparation as parameters of Import-ImageNetFolder.</summary>
    public override string ToString() => $"-ImageSize {ImageSize}"
        + (Crop != ImageCrop.None
            ? $" -Crop {Crop}"
            : MaximumSide != 4 * ImageSize ? $" -MaxSide {MaximumSide}" : "");
}
