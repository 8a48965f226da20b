namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// One row of a matrix product, the only arithmetic of convolutions and linear layers:
/// <code>out[p][c] (+)= sum over segments s and steps k of x[offsets[s] + p * pixel + k * step] * v[s * segment + k *
/// vectorStep][c]</code>
/// for pixels p and 32 channels c, held in two blocks of 16. A convolution is an implicit product: its segments are the
/// taps of the window, its steps are channels. A weight gradient has rows as segments and the pixels of a row as steps.
/// </summary>
internal unsafe struct TileJob
{
    /// <summary>Values that are broadcast.</summary>
    public float* X;

    /// <summary>Where a segment starts, in floats from <see cref="X"/>.</summary>
    public int* Offsets;

    public int Segments;

    /// <summary>Steps of a segment.</summary>
    public int Length;

    /// <summary>From pixel to pixel of X, in floats.</summary>
    public nint XPixel;

    /// <summary>From step to step of X, in floats.</summary>
    public nint XStep;

    /// <summary>Vectors of the first 16 channels.</summary>
    public float* A;

    /// <summary>Vectors of the second 16 channels; null where there are none.</summary>
    public float* B;

    /// <summary>From step to step of A and B, in floats.</summary>
    public nint VectorStep;

    /// <summary>From segment to segment of A and B, in floats.</summary>
    public nint VectorSegment;

    /// <summary>Results of the first 16 channels.</summary>
    public float* OutA;

    /// <summary>Results of the second 16 channels.</summary>
    public float* OutB;

    /// <summary>From pixel to pixel of the results, in floats.</summary>
    public nint OutPixel;

    /// <summary>Number of pixels.</summary>
    public int Pixels;

    /// <summary>32 start values, or null for zero.</summary>
    public float* Bias;

    /// <summary>Adds to what the results hold instead of starting from the bias.</summary>
    public bool Accumulate;

    /// <summary>Stores max(0, sum).</summary>
    public bool Relu;
}
