namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// Local response normalization within the maps of a block of channels of an image: y = x * s^-beta with s = k + alpha *
/// sum of x^2 over the window. Backward: dx = dy * s^-beta - 2 alpha beta x * (sum over the window of dy * x *
/// s^(-beta-1)).
/// </summary>
internal unsafe struct MapNormalizationJob
{
    public float* X, Y, Dy, Dx;

    /// <summary>Floats from row to row of X, Y, Dy and Dx.</summary>
    public nint XRow, YRow, DyRow, DxRow;

    public int Height, Width;

    /// <summary>Pixels on each side of the center of the window.</summary>
    public int Reach;

    public float Alpha, Beta, K;

    /// <summary>X is the output of a ReLU: its gradient is zero where it is not positive.</summary>
    public bool Rectified;

    /// <summary>Scratch memory: <see cref="ScratchFloats"/>.</summary>
    public float* Scratch;

    /// <summary>Returns the floats of two maps without border: squares, and terms of the gradient.</summary>
    public static long ScratchFloats(int height, int width) => 2L * height * width * 16;
}
