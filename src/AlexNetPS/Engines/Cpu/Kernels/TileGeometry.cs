using System.Runtime.CompilerServices;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// Strides of a <see cref="TileJob"/> that are constants of the compiled kernel, so that they become displacements of
/// the instructions instead of registers. 0: read from the job.
/// </summary>
internal interface ITileGeometry
{
    static abstract int XPixel { get; }

    static abstract int XStep { get; }

    static abstract int VectorStep { get; }

    /// <summary>Floats from a vector to the one that is prefetched; 0 for none.</summary>
    static virtual int Ahead => 0;

    /// <summary>Whether <see cref="TileJob.Next"/> is prefetched.</summary>
    static virtual bool Paced => false;

    /// <summary>Returns the input offset of pixel p of a tile, in floats.</summary>
    static virtual nint Row(int p, nint pixel) => p * pixel;

    /// <summary>Returns the output offset of pixel p of a tile, in floats.</summary>
    static virtual nint Out(int p, nint pixel) => p * pixel;
}

/// <summary>Stride-1 convolution over blocks of 16 channels; linear layers.</summary>
internal readonly struct BlockedTile : ITileGeometry
{
    public static int XPixel => 16;

    public static int XStep => 1;

    public static int VectorStep => 32;
}

/// <summary>As <see cref="BlockedTile"/>, for weights that come from memory.</summary>
internal readonly struct StreamedTile : ITileGeometry
{
    public static int XPixel => 16;

    public static int XStep => 1;

    public static int VectorStep => 32;

    // One page: the processor's own prefetching ends at the end of a page.
    public static int Ahead => 1024;
}

/// <summary>As <see cref="BlockedTile"/>, while the weights of the next job are prefetched.</summary>
internal readonly struct PacedTile : ITileGeometry
{
    public static int XPixel => 16;

    public static int XStep => 1;

    public static int VectorStep => 32;

    public static bool Paced => true;
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

/// <summary>
/// Weight gradient of neighboring taps, stride 1: "pixels" are 4 channels of the first tap, then of the tap to its
/// right, then of the next. Three taps fill the registers; 16 channels of one tap would fill only half.
/// </summary>
internal readonly struct TapGradientTile : ITileGeometry
{
    /// <summary>Channels per tap.</summary>
    public const int Channels = 4;

    /// <summary>Taps in a full tile.</summary>
    public const int Taps = 3;

    public static int XPixel => 1;

    public static int XStep => 16;

    public static int VectorStep => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Row(int p, nint pixel) => p / Channels * 16 + p % Channels;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Out(int p, nint pixel) => (p / Channels * 16 + p % Channels) * 32;
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

/// <summary>All other cases.</summary>
internal readonly struct AnyTile : ITileGeometry
{
    public static int XPixel => 0;

    public static int XStep => 0;

    public static int VectorStep => 0;
}
