using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>
/// How a file becomes a stored image. A model keeps that of its training images, so that files are prepared in the same
/// way.
/// </summary>
/// <param name="ImageSize">Short side in pixels.</param>
/// <param name="MaximumSide">Longest side in pixels; 0 for four times the short one.</param>
/// <param name="Crop">Whether whole images are kept, or central squares of that side.</param>
public sealed record ImagePreparation(int ImageSize, int MaximumSide, ImageCrop Crop)
{
    /// <summary>Longest side in pixels; that of a central square is its edge.</summary>
    public int MaximumSide { get; } =
        Crop != ImageCrop.None ? ImageSize : MaximumSide == 0 ? 4 * ImageSize : Math.Max(MaximumSide, ImageSize);

    /// <summary>The preparation that leaves images of a size unchanged.</summary>
    internal static ImagePreparation OfSize(int width, int height) =>
        new(Math.Min(width, height), Math.Max(4 * Math.Min(width, height), Math.Max(width, height)), ImageCrop.None);

    /// <summary>Whether an image of this size can result from it.</summary>
    internal bool Fits(int width, int height) => Math.Min(width, height) == ImageSize
        && Math.Max(width, height) <= MaximumSide;

    internal ImagePreparer NewPreparer(DecodeLimits? limits = null) => new(ImageSize, MaximumSide, limits, Crop);

    /// <summary>As parameters of Import-ImageNetFolder.</summary>
    public override string ToString() => $"-ImageSize {ImageSize}"
        + (Crop != ImageCrop.None
            ? $" -Crop {Crop}"
            : MaximumSide != 4 * ImageSize ? $" -MaxSide {MaximumSide}" : "");
}
