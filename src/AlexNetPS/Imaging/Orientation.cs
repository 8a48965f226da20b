namespace AlexNetPS.Imaging;

/// <summary>The eight EXIF orientations of a stored image; the values are those of the EXIF tag.</summary>
public enum Orientation : long
{
    /// <summary>Upright, unchanged.</summary>
    Upright = 1,

    /// <summary>Flipped horizontally.</summary>
    MirroredHorizontally = 2,

    /// <summary>Rotated by 180 degrees.</summary>
    Rotated180 = 3,

    /// <summary>Flipped vertically.</summary>
    MirroredVertically = 4,

    /// <summary>Transposed: rows and columns exchanged.</summary>
    Transposed = 5,

    /// <summary>Needs a clockwise rotation by 90 degrees.</summary>
    Rotated90 = 6,

    /// <summary>Transposed along the other diagonal.</summary>
    Transversed = 7,

    /// <summary>Needs a counterclockwise rotation by 90 degrees.</summary>
    Rotated270 = 8,
}

/// <summary>Applies EXIF orientations.</summary>
public static class OrientationExtensions
{
    /// <summary>Whether the orientation exchanges width and height.</summary>
    public static bool SwapsSides(this Orientation orientation) => orientation >= Orientation.Transposed;

    /// <summary>Writes the upright image.</summary>
    /// <param name="orientation">Orientation of the stored image.</param>
    /// <param name="source">The image as stored.</param>
    /// <param name="destination">Buffer of the same length in bytes.</param>
    public static void Apply(this Orientation orientation, PixelView source, Span<byte> destination)
    {
        int width = source.Width, height = source.Height, channels = source.Channels;
        ReadOnlySpan<byte> pixels = source.Pixels[..(width * height * channels)];
        if (orientation is Orientation.Upright or < Orientation.Upright or > Orientation.Rotated270)
        {
            pixels.CopyTo(destination);
            return;
        }

        // Upright (x, y) is at origin + x * alongRow + y * alongColumn in the stored image.
        int row = width * channels, lastColumn = (width - 1) * channels, lastRow = (height - 1) * row;
        (int origin, int alongRow, int alongColumn) = orientation switch
        {
            Orientation.MirroredHorizontally => (lastColumn, -channels, row),
            Orientation.Rotated180 => (lastRow + lastColumn, -channels, -row),
            Orientation.MirroredVertically => (lastRow, channels, -row),
            Orientation.Transposed => (0, row, channels),
            Orientation.Rotated90 => (lastRow, -row, channels),
            Orientation.Transversed => (lastRow + lastColumn, -row, -channels),
            _ => (lastColumn, row, -channels),
        };
        (int outWidth, int outHeight) = orientation.SwapsSides() ? (height, width) : (width, height);
        int target = 0;
        for (int y = 0; y < outHeight; y++)
        {
            int from = origin + y * alongColumn;
            for (int x = 0; x < outWidth; x++, from += alongRow)
            {
                for (int channel = 0; channel < channels; channel++)
                    destination[target++] = pixels[from + channel];
            }
        }
    }
}
