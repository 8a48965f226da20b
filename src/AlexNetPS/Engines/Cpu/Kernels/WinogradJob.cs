namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// Transform of the tiles of a channel block between a map and its 49 points, in either direction. A tile starts every
/// <see cref="Step"/> pixels. A kernel of weights is a map of one tile, whose pixels are its taps.
/// </summary>
internal unsafe struct WinogradJob
{
    /// <summary>Pixel (0, 0).</summary>
    public float* Map;

    /// <summary>Floats from row to row of the map.</summary>
    public nint RowPitch;

    /// <summary>Floats from pixel to pixel of the map.</summary>
    public nint PixelPitch;

    /// <summary>Values per pixel: a multiple of 16.</summary>
    public int Lanes;

    /// <summary>Rows that exist, from <see cref="FirstRow"/>; others are read as zeros and not written.</summary>
    public int FirstRow, EndRow;

    /// <summary>Columns that exist.</summary>
    public int FirstColumn, EndColumn;

    /// <summary>Pixel at which the first tile starts.</summary>
    public int Top, Left;

    /// <summary>Pixels from tile to tile.</summary>
    public int Step;

    public int TileRows, TileColumns;

    /// <summary>
    /// First point of tile 0. The lanes of a tile are contiguous, and the tiles of a strip follow each other.
    /// </summary>
    public float* Points;

    /// <summary>Number of the first tile.</summary>
    public int FirstTile;

    /// <summary>Tiles per strip.</summary>
    public int Strip;

    /// <summary>Floats from strip to strip.</summary>
    public nint StripPitch;

    /// <summary>Floats from point to point.</summary>
    public nint PointPitch;

    /// <summary>16 values to add to every pixel, or null.</summary>
    public float* Bias;

    /// <summary>Stores max(0, value).</summary>
    public bool Relu;

    /// <summary>Pixel (0, 0) of a map; where it is not positive, zero is stored. Null for none.</summary>
    public float* Mask;

    /// <summary>Floats from row to row of the mask.</summary>
    public nint MaskRowPitch;
}
