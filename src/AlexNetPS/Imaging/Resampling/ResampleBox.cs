namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// The part of a picture that is resampled, in pixels from its upper left corner; fractions are allowed (Pillow's
/// <c>box</c>).
/// </summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Right">Right edge, beyond the last column.</param>
/// <param name="Bottom">Lower edge, beyond the last row.</param>
public readonly record struct ResampleBox(double Left, double Top, double Right, double Bottom)
{
    /// <summary>The whole picture.</summary>
    public static ResampleBox Whole(PixelView picture) => new(0, 0, picture.Width, picture.Height);

    /// <summary>A crop by its upper left corner and size.</summary>
    public static ResampleBox Crop(double left, double top, double width, double height) =>
        new(left, top, left + width, top + height);

    /// <summary>The largest centred square.</summary>
    public static ResampleBox CentralSquare(PixelView picture)
    {
        int side = Math.Min(picture.Width, picture.Height), left = (picture.Width - side) / 2, top =
            (picture.Height - side) / 2;
        return new(left, top, left + side, top + side);
    }
}
