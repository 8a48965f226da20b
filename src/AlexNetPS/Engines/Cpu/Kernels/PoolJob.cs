namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// One output row of max pooling in one block of channels. The place of the winner in its window (row * kernel +
/// column) is kept as a byte; of equal values the first wins, as in PyTorch.
/// </summary>
internal unsafe struct PoolJob
{
    /// <summary>The input block (backward: its gradient), inside the border.</summary>
    public float* In;

    public nint InRow;

    public int Height, Width;

    /// <summary>The output row (backward: its gradient).</summary>
    public float* Out;

    public int Outputs;

    /// <summary>The output row's number.</summary>
    public int Row;

    public int Kernel, Stride, Top, Left;

    /// <summary>The input is what a ReLU left: where the best value is not positive, nobody wins.</summary>
    public bool Rectified;

    /// <summary>The place that no value of a window has.</summary>
    public const byte Nobody = 255;

    /// <summary>[outputs][16].</summary>
    public byte* Winners;
}
