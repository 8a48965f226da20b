namespace AlexNetPS.Imaging;

/// <summary>
/// A part of an image, in fractions of its width and height from the left top; it may extend beyond the image.
/// </summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="Flipped">Whether what is made of it is flipped horizontally.</param>
internal readonly record struct ImageRegion(double Left, double Top, double Width, double Height, bool Flipped = false)
{
    public static ImageRegion Whole { get; } = new(0, 0, 1, 1);

    /// <summary>Returns a part of this part as a part of the image.</summary>
    public ImageRegion Part(ImageRegion part) => new(Left + part.Left * Width, Top + part.Top * Height,
        part.Width * Width, part.Height * Height, part.Flipped);
}
