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
    /// <summary>Values to broadcast.</summary>
    public float* X;

    /// <summary>Offset of each segment, in floats from <see cref="X"/>.</summary>
    public int* Offsets;

    public int Segments;

    /// <summary>Steps per segment.</summary>
    public int Length;

    /// <summary>Floats from pixel to pixel of X.</summary>
    public nint XPixel;

    /// <summary>Floats from step to step of X.</summary>
    public nint XStep;

    /// <summary>Vectors of the first 16 channels.</summary>
    public float* A;

    /// <summary>Vectors of the second 16 channels; null if there are none.</summary>
    public float* B;

    /// <summary>Floats from step to step of A and B.</summary>
    public nint VectorStep;

    /// <summary>Floats from segment to segment of A and B.</summary>
    public nint VectorSegment;

    /// <summary>Results of the first 16 channels.</summary>
    public float* OutA;

    /// <summary>Results of the second 16 channels.</summary>
    public float* OutB;

    /// <summary>Floats from pixel to pixel of the results.</summary>
    public nint OutPixel;

    /// <summary>Number of pixels.</summary>
    public int Pixels;

    /// <summary>32 start values, or null for zero.</summary>
    public float* Bias;

    /// <summary>Adds to the existing results instead of starting from the bias.</summary>
    public bool Accumulate;

    /// <summary>Stores max(0, sum).</summary>
    public bool Relu;

    /// <summary>The vectors come from memory, in this order, and are not used again: prefetches them.</summary>
    public bool Streams;

    /// <summary>
    /// Vectors that come from memory for the next job; null for none. They are contiguous, as those of this job are, and
    /// are prefetched during its multiplications, at the pace of their number.
    /// </summary>
    public float* Next;

    /// <summary>Cache lines of <see cref="Next"/> that are prefetched with each segment of a tile.</summary>
    public int NextLines;
}
