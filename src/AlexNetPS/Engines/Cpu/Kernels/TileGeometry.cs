namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// Strides of a <see cref="TileJob"/> that are constants of the compiled kernel, so that they become displacements of the
/// instructions instead of registers. 0: taken from the job.
/// </summary>
internal interface ITileGeometry
{
    static abstract int XPixel { get; }

    static abstract int XStep { get; }

    static abstract int VectorStep { get; }
}

/// <summary>Stride-1 convolution over blocks of 16 channels; linear layers.</summary>
internal readonly struct BlockedTile : ITileGeometry
{
    public static int XPixel => 16;

    public static int XStep => 1;

    public static int VectorStep => 32;
}

/// <summary>Stride-4 convolution over interleaved RGB.</summary>
internal readonly struct InterleavedTile : ITileGeometry
{
    public static int XPixel => 12;

    public static int XStep => 1;

    public static int VectorStep => 32;
}

/// <summary>Weight gradient over blocks of 16 channels, stride 1; linear layers.</summary>
internal readonly struct BlockedGradientTile : ITileGeometry
{
    public static int XPixel => 1;

    public static int XStep => 16;

    public static int VectorStep => 16;
}

/// <summary>Weight gradient over interleaved RGB, stride 4.</summary>
internal readonly struct InterleavedGradientTile : ITileGeometry
{
    public static int XPixel => 1;

    public static int XStep => 12;

    public static int VectorStep => 16;
}

/// <summary>Input gradient of a linear layer: packed weights are broadcast.</summary>
internal readonly struct PanelTile : ITileGeometry
{
    public static int XPixel => 32;

    public static int XStep => 1;

    public static int VectorStep => 32;
}

/// <summary>Everything else.</summary>
internal readonly struct AnyTile : ITileGeometry
{
    public static int XPixel => 0;

    public static int XStep => 0;

    public static int VectorStep => 0;
}
