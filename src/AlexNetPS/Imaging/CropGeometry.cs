namespace AlexNetPS.Imaging;

/// <summary>
/// Where the pixels of a transformed image come from: a box of the stored image, shown at some size, perhaps
/// flipped. Crops and resizes compose into one such box, so that an image is resampled at most once.
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

    /// <summary>Width the box is shown at.</summary>
    public int Width { get; private set; }

    /// <summary>Height the box is shown at.</summary>
    public int Height { get; private set; }

    /// <summary>Whether left and right are exchanged after everything else.</summary>
    public bool Flipped { get; private set; }

    /// <summary>
    /// Whether only the box's own pixels contribute. A crop before a resize hides what lies outside, as cutting out
    /// first does; a crop after a resize does not, because the resize's filter has seen those pixels.
    /// </summary>
    public bool WithinBox { get; private set; }

    /// <summary>
    /// Left edge of what is shown within the frame, in pixels; in the coordinates of the image before any mirroring.
    /// </summary>
    public int FrameLeft { get; private set; }

    /// <summary>Top edge of what is shown within the frame.</summary>
    public int FrameTop { get; private set; }

    /// <summary>Whether left and right were exchanged already when the frame was set.</summary>
    public bool FrameFlipped { get; private set; }

    /// <summary>Whether the box is shown as stored, pixel for pixel.</summary>
    public readonly bool IsCopy => BoxWidth == Width && BoxHeight == Height && Left == Math.Floor(Left)
        && Top == Math.Floor(Top);

    /// <summary>Keeps a rectangle of what is shown now.</summary>
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

    /// <summary>Shows the box at another size.</summary>
    public void Resize(int width, int height)
    {
        (Width, Height) = (width, height);
        WithinBox = true;
    }

    /// <summary>What is shown now becomes the frame that later crops are measured in.</summary>
    public void SetFrame()
    {
        (FrameLeft, FrameTop) = (0, 0);
        FrameFlipped = Flipped;
    }

    /// <summary>Exchanges left and right.</summary>
    public void Mirror() => Flipped = !Flipped;

    /// <summary>
    /// Scales so that the short side has a length; the long side is rounded down, as torchvision does.
    /// </summary>
    public void ResizeShortSide(int size)
    {
        if (Width <= Height)
            Resize(size, Math.Max(1, (int)((long)size * Height / Width)));
        else
            Resize(Math.Max(1, (int)((long)size * Width / Height)), size);
    }

    /// <summary>
    /// Enlarges an image that a crop would not fit into, until it does. Very long images are stored with a short
    /// side below the image size.
    /// </summary>
    public void Cover(int size)
    {
        if (Width < size || Height < size)
            ResizeShortSide(size);
    }

    /// <summary>Keeps the square in a corner or in the center; the image must be as large.</summary>
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

    /// <summary>Keeps the central square.</summary>
    public void CropCenter(int size)
    {
        Cover(size);
        Crop(Centered(Width, size), Centered(Height, size), size, size);
    }

    // torchvision rounds half to even here, and so does Math.Round.
    private static int Centered(int available, int size) => (int)Math.Round((available - size) / 2.0);
}
