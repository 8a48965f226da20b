using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// Average pooling of a block of channels of an image: the mean over the values of each window that lie inside the map.
/// </summary>
internal unsafe struct AveragePoolJob
{
    /// <summary>The input inside its border; in the backward pass its gradient.</summary>
    public float* In;

    public nint InRow;

    /// <summary>The output inside its border; in the backward pass its gradient, which is overwritten.</summary>
    public float* Out;

    public nint OutRow;

    public Window Rows, Columns;

    /// <summary>The input, if it is the output of a ReLU: its gradient is zero where it is not positive.</summary>
    public float* Rectified;

    public nint RectifiedRow;
}
