namespace AlexNetPS.Imaging;

/// <summary>
/// A view of 8-bit pixels, channels interleaved, rows from the top: a decoded image, or a slice of a memory-mapped
/// store.
/// </summary>
/// <param name="pixels">width * height * channels bytes.</param>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
/// <param name="channels">1 (gray) or 3 (red, green, blue).</param>
public readonly ref struct PixelView(ReadOnlySpan<byte> pixels, int width, int height, int channels)
{
    /// <summary>width * height * channels bytes.</summary>
    public ReadOnlySpan<byte> Pixels { get; } = pixels;

    /// <summary>Columns.</summary>
    public int Width { get; } = width;

    /// <summary>Rows.</summary>
    public int Height { get; } = height;

    /// <summary>1 or 3.</summary>
    public int Channels { get; } = channels;
}
