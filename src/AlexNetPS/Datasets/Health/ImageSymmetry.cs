namespace AlexNetPS.Datasets.Health;

/// <summary>
/// A symmetry of the square: an image mirrored left to right, top to bottom, then transposed (rows become columns).
/// </summary>
/// <remarks>The eight of them are all ways to mirror an image and to turn it by quarters.</remarks>
internal readonly record struct ImageSymmetry(bool FlipsX, bool FlipsY, bool Transposes)
{
    /// <summary>Number of symmetries.</summary>
    public const int Count = 8;

    /// <summary>Number from 0 (the image as it is) to 7.</summary>
    public int Index => (FlipsX ? 1 : 0) | (FlipsY ? 2 : 0) | (Transposes ? 4 : 0);

    /// <summary>Whether the result is a mirror image.</summary>
    public bool IsMirrored => FlipsX ^ FlipsY ^ Transposes;

    /// <summary>Whether the result is a turned image, mirrored or not.</summary>
    public bool IsTurned => Transposes || FlipsX && FlipsY;

    public static ImageSymmetry Of(int index) => new((index & 1) != 0, (index & 2) != 0, (index & 4) != 0);

    /// <summary>Returns the symmetry that does this one and then another.</summary>
    public ImageSymmetry Then(ImageSymmetry next)
    {
        // Flips after a transposition are the other flips before it.
        (bool x, bool y) = Transposes ? (next.FlipsY, next.FlipsX) : (next.FlipsX, next.FlipsY);
        return new(FlipsX ^ x, FlipsY ^ y, Transposes ^ next.Transposes);
    }

    /// <summary>Returns the symmetry that undoes this one.</summary>
    public ImageSymmetry Inverse() => Transposes ? new(FlipsY, FlipsX, true) : this;

    /// <summary>Returns a square of values under this symmetry.</summary>
    /// <param name="source">Rows of <paramref name="side"/> values.</param>
    /// <param name="side">Rows and columns.</param>
    /// <param name="target">As many.</param>
    public void Apply<T>(ReadOnlySpan<T> source, int side, Span<T> target)
    {
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                (int row, int column) = Transposes ? (x, y) : (y, x);
                row = FlipsY ? side - 1 - row : row;
                column = FlipsX ? side - 1 - column : column;
                target[y * side + x] = source[row * side + column];
            }
        }
    }
}
