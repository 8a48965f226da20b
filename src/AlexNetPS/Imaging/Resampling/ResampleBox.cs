namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// The resampled part of an image, in pixels from its upper left corner; fractions are allowed (Pillow's <c>box</c>).
/// </summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Right">Right edge, beyond the last column.</param>
/// <param name="Bottom">Lower edge, beyond the last row.</param>
public readonly record struct ResampleBox(double Left, double Top, double Right, double Bottom)
{
    /// <summary>The whole image.</summary>
    public static ResampleBox Whole(PixelView image) => new(0, 0, image.Width, image.Height);

    /// <summary>Returns a crop by its upper left corner and size.</summary>
    public static ResampleBox Crop(double left, double top, double width, double height) =>
        new(left, top, left + width, top + height);

    /// <summary>The largest centered square.</summary>
    public static ResampleBox CentralSquare(PixelView image)
    {
        int side = Math.Min(image.Width, image.Height), left = (image.Width - side) / 2, top =
            (image.Height - side) / 2;
        return new(left, top, left + side, top + side);
    }
}
