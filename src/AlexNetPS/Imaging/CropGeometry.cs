namespace AlexNetPS.Imaging;

/// <summary>
/// Source of a transformed image's pixels: a box of the stored image, an output size, and an optional flip. Crops and
/// resizes compose into one such box, so an image is resampled at most once.
/// </summary>
internal struct CropGeometry
{
    public CropGeometry(int width, int height)
    {
        BoxWidth = Width = width;
        BoxHeight = Height = height;
    }

    /// <summary>Left edge of the box in pixels of the stored image.</summary>
    public double Left { get; private set; }

    /// <summary>Top edge of the box.</summary>
    public double Top { get; private set; }

    /// <summary>Width of the box in pixels of the stored image.</summary>
    public double BoxWidth { get; private set; }

    /// <summary>Height of the box.</summary>
    public double BoxHeight { get; private set; }

    /// <summary>Output width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Output height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Whether the result is flipped horizontally.</summary>
    public bool Flipped { get; private set; }

    /// <summary>
    /// Whether only the box's own pixels contribute. True for a crop before a resize, where the resize cannot see
    /// pixels outside; false for a crop after a resize, whose filter has seen them.
    /// </summary>
    public bool WithinBox { get; private set; }

    /// <summary>Left edge of the result within the frame, in pixels before any flip.</summary>
    public int FrameLeft { get; private set; }

    /// <summary>Top edge of the result within the frame.</summary>
    public int FrameTop { get; private set; }

    /// <summary>Whether the image was already flipped when the frame was set.</summary>
    public bool FrameFlipped { get; private set; }

    /// <summary>Whether the box is copied pixel for pixel.</summary>
    public readonly bool IsCopy => BoxWidth == Width && BoxHeight == Height && Left == Math.Floor(Left)
        && Top == Math.Floor(Top);

    /// <summary>Crops the current result to a rectangle.</summary>
    public void Crop(int left, int top, int width, int height)
    {
        if (Flipped)
            left = Width - left - width;
        FrameLeft += left;
        FrameTop += top;
        double scaleX = BoxWidth / Width, scaleY = BoxHeight / Height;
        Left += left * scaleX;
        Top += top * scaleY;
        BoxWidth = width * scaleX;
        BoxHeight = height * scaleY;
        (Width, Height) = (width, height);
        WithinBox = false;
    }

    /// <summary>Sets the output size.</summary>
    public void Resize(int width, int height)
    {
        (Width, Height) = (width, height);
        WithinBox = true;
    }

    /// <summary>Makes the current result the frame in which later crops are measured.</summary>
    public void SetFrame()
    {
        (FrameLeft, FrameTop) = (0, 0);
        FrameFlipped = Flipped;
    }

    /// <summary>Flips horizontally.</summary>
    public void Mirror() => Flipped = !Flipped;

    /// <summary>Scales the short side to a length; the long side is rounded down, as in torchvision.</summary>
    public void ResizeShortSide(int size)
    {
        if (Width <= Height)
            Resize(size, Math.Max(1, (int)((long)size * Height / Width)));
        else
            Resize(Math.Max(1, (int)((long)size * Width / Height)), size);
    }

    /// <summary>
    /// Enlarges the image if it is smaller than a crop. Very long images are stored with a short side below the image
    /// size.
    /// </summary>
    public void Cover(int size)
    {
        if (Width < size || Height < size)
            ResizeShortSide(size);
    }

    /// <summary>Crops a square in a corner or in the center; the image must be at least as large.</summary>
    public void Crop(CropPlace place, int size)
    {
        if (place == CropPlace.Center)
        {
            CropCenter(size);
            return;
        }

        int left = place is CropPlace.TopRight or CropPlace.BottomRight ? Width - size : 0;
        int top = place is CropPlace.BottomLeft or CropPlace.BottomRight ? Height - size : 0;
        Crop(left, top, size, size);
    }

    /// <summary>Crops the central square.</summary>
    public void CropCenter(int size)
    {
        Cover(size);
        Crop(Centered(Width, size), Centered(Height, size), size, size);
    }

    // torchvision rounds half to even here, as Math.Round does.
    private static int Centered(int available, int size) => (int)Math.Round((available - size) / 2.0);
}
