namespace AlexNetPS.Imaging;

/// <summary>
/// Room for one decoded image after another, so that a loop over files allocates nothing per file. Not thread-safe.
/// </summary>
public sealed class PixelBuffer
{
    /// <summary>At least width * height * 3 bytes: red, green, blue interleaved, rows from the top.</summary>
    public byte[] Pixels { get; private set; } = [];

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>
    /// Columns of the image in the file, before any reduction by the decoder and before orientation.
    /// </summary>
    public int SourceWidth { get; set; }

    /// <summary>Rows of the image in the file.</summary>
    public int SourceHeight { get; set; }

    /// <summary>What is still to be done to show the image upright.</summary>
    public Orientation Orientation { get; set; } = Orientation.Upright;

    /// <summary>What the decoder found odd about a file that it could read; null if nothing.</summary>
    public string? Warning { get; set; }

    /// <summary>The pixels as the resampler takes them.</summary>
    public PixelView View => new(Pixels.AsSpan(0, Width * Height * 3), Width, Height, 3);

    /// <summary>Makes room for an image; the old content is lost.</summary>
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

    /// <summary>An upright copy of exact size.</summary>
    public RgbImage ToImage()
    {
        (int width, int height) = Orientation.SwapsSides() ? (Height, Width) : (Width, Height);
        byte[] pixels = GC.AllocateUninitializedArray<byte>(width * height * 3);
        Orientation.Apply(View, pixels);
        return new RgbImage(width, height, pixels);
    }
}
