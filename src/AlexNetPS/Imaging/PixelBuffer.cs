namespace AlexNetPS.Imaging;

/// <summary>
/// A reusable buffer for decoded images, so that a loop over files allocates nothing per file. Not thread-safe.
/// </summary>
public sealed class PixelBuffer
{
    /// <summary>At least width * height * 3 bytes: interleaved RGB, rows from the top.</summary>
    public byte[] Pixels { get; private set; } = [];

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>Columns of the image in the file, before reduction by the decoder and before orientation.</summary>
    public int SourceWidth { get; set; }

    /// <summary>Rows of the image in the file, before reduction and orientation.</summary>
    public int SourceHeight { get; set; }

    /// <summary>Orientation that is still to be applied.</summary>
    public Orientation Orientation { get; set; } = Orientation.Upright;

    /// <summary>The decoder's warning about a readable file; null if there is none.</summary>
    public string? Warning { get; set; }

    /// <summary>View of the pixels.</summary>
    public PixelView View => new(Pixels.AsSpan(0, Width * Height * 3), Width, Height, 3);

    /// <summary>Resizes the buffer for an image; its previous contents are lost.</summary>
    public Span<byte> Reserve(int width, int height)
    {
        long length = (long)width * height * 3;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength, nameof(width));
        if (Pixels.Length < length)
            Pixels = GC.AllocateUninitializedArray<byte>((int)length);
        (Width, Height, SourceWidth, SourceHeight, Orientation) = (width, height, width, height, Orientation.Upright);
        Warning = null;
        return Pixels.AsSpan(0, (int)length);
    }

    /// <summary>Returns an upright copy of exact size.</summary>
    public RgbImage ToImage()
    {
        (int width, int height) = Orientation.SwapsSides() ? (Height, Width) : (Width, Height);
        byte[] pixels = GC.AllocateUninitializedArray<byte>(width * height * 3);
        Orientation.Apply(View, pixels);
        return new RgbImage(width, height, pixels);
    }
}
