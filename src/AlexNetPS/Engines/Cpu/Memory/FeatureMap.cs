using System.Runtime.InteropServices;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>How the values of a <see cref="FeatureMap"/> lie in memory.</summary>
internal enum FeatureLayout
{
    /// <summary>[image][channel block][row][column][16], with a border.</summary>
    Blocked,

    /// <summary>[channel block][image][16]: a fully connected layer sees the batch as one row of pixels.</summary>
    Flat,

    /// <summary>
    /// [image][row][column][channel], with a border: images, whose three channels would waste a block of 16.
    /// </summary>
    Interleaved,
}

/// <summary>
/// Activations, or gradients of them, between two layers. The geometry is known when the network is built; the memory
/// is given afterwards, because maps that are never alive together share it.
/// </summary>
internal sealed unsafe class FeatureMap
{
    // Offsets inside an image are 32-bit numbers; half of what they reach leaves room for what is added to them.
    private const long MaxFloats = 1 << 30;

    /// <param name="shape">Shape of one image.</param>
    /// <param name="layout">How the values lie.</param>
    /// <exception cref="EngineException">Its offsets would not fit 32 bits.</exception>
    public FeatureMap(TensorShape shape, FeatureLayout layout)
    {
        (Shape, Layout) = (shape, layout);
        Blocks = layout == FeatureLayout.Interleaved ? 1 : BlockedLayout.Blocks(shape.Channels);
        PixelPitch = layout == FeatureLayout.Interleaved ? shape.Channels : BlockedLayout.Lanes;
        RejectIfTooLarge();
    }

    /// <summary>Shape of one image.</summary>
    public TensorShape Shape { get; }

    public FeatureLayout Layout { get; }

    /// <summary>Zeros around every channel block.</summary>
    public Border Border { get; set; }

    /// <summary>True when the memory is shared with other maps, so that the border does not stay zero.</summary>
    public bool Shared { get; set; }

    /// <summary>
    /// True when the values went through a ReLU fused into the layer that made them. Whoever hands a gradient back to
    /// such a map hands back zero where the value is not positive.
    /// </summary>
    public bool Rectified { get; set; }

    public float* Data { get; set; }

    /// <summary>Images of the current call.</summary>
    public int Count { get; private set; }

    /// <summary>Channel blocks; 1 where the channels are interleaved.</summary>
    public int Blocks { get; }

    /// <summary>Values of one pixel of one block.</summary>
    public int PixelPitch { get; }

    /// <summary>Separate images in memory: the batch, or 1 where the batch is a row of pixels.</summary>
    public int Images => Layout == FeatureLayout.Flat ? 1 : Count;

    public int Height => Layout == FeatureLayout.Flat ? 1 : Shape.Height;

    public int Width => Layout == FeatureLayout.Flat ? Count : Shape.Width;

    public int RowPitch => (Width + Border.Left + Border.Right) * PixelPitch;

    // An odd number of cache lines for a flat map: with a power of two, all blocks of an image would fall into one
    // cache set.
    public int BlockPitch => Layout == FeatureLayout.Flat
        ? (Count | 1) * PixelPitch
        : (Height + Border.Top + Border.Bottom) * RowPitch;

    public long ImagePitch => (long)Blocks * BlockPitch;

    /// <summary>Offset of the first value inside the border of a block.</summary>
    public int Origin => Border.Top * RowPitch + Border.Left * PixelPitch;

    /// <summary>
    /// Offset from the first value inside the border back to that of a window with so much padding; the border may be
    /// wider.
    /// </summary>
    public int Padding(int rows, int columns) => rows * RowPitch + columns * PixelPitch;

    /// <summary>Sets the number of images of the current call.</summary>
    public void SetCount(int count) => Count = count;

    /// <summary>Memory for a batch.</summary>
    /// <exception cref="EngineException">With the border that was asked for its offsets do not fit 32 bits.</exception>
    public long Bytes(int count)
    {
        RejectIfTooLarge();
        long pixels = Layout == FeatureLayout.Flat ? count | 1 : count * ImagePixels;
        return pixels * Blocks * PixelPitch * sizeof(float);
    }

    /// <summary>The first value of a block of an image, inside the border.</summary>
    public float* Block(int image, int block) => Data + image * ImagePitch + (long)block * BlockPitch + Origin;

    /// <summary>Zeros the border of one block of an image.</summary>
    public void ClearBorder(int image, int block)
    {
        if (Border.IsEmpty)
            return;
        int row = RowPitch, inner = Width * PixelPitch;
        float* data = Block(image, block), start = data - Origin, end = data + (Height - 1) * row + inner;
        Clear(start, Origin);
        for (int y = 0; y < Height - 1; y++)
            Clear(data + y * row + inner, row - inner);
        Clear(end, start + BlockPitch - end);
    }

    private long ImagePixels =>
        (long)(Shape.Height + Border.Top + Border.Bottom) * (Shape.Width + Border.Left + Border.Right);

    private void RejectIfTooLarge()
    {
        if (ImagePixels > MaxFloats / PixelPitch / Blocks)
        {
            throw new EngineException($"A map of {Shape} values, in blocks of {BlockedLayout.Lanes} channels and with "
                + "its border, is larger than the CPU engine can address. Use smaller images or fewer channels.");
        }
    }

    private static void Clear(float* start, long count) => NativeMemory.Clear(start, (nuint)count * sizeof(float));
}
