namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// One output row of max pooling in one block of channels. The position of the maximum in its window (row * kernel +
/// column) is kept as a byte; of equal values the first wins, as in PyTorch.
/// </summary>
internal unsafe struct PoolJob
{
    /// <summary>The input block, inside the border; in the backward pass its gradient.</summary>
    public float* In;

    public nint InRow;

    public int Height, Width;

    /// <summary>The output row; in the backward pass its gradient.</summary>
    public float* Out;

    public int Outputs;

    /// <summary>Index of the output row.</summary>
    public int Row;

    public int Kernel, Stride, Top, Left;

    /// <summary>The input is the output of a ReLU: a maximum that is not positive gets no gradient.</summary>
    public bool Rectified;

    /// <summary>Position of a window without a maximum.</summary>
    public const byte Nobody = 255;

    /// <summary>Positions of the maxima, [outputs][16].</summary>
    public byte* Winners;
}
