using System.Runtime.InteropServices;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>Memory layout of a <see cref="FeatureMap"/>.</summary>
internal enum FeatureLayout
{
    /// <summary>[image][channel block][row][column][16], with a border.</summary>
    Blocked,

    /// <summary>[channel block][image][16]: for a fully connected layer, the batch is one row of pixels.</summary>
    Flat,

    /// <summary>
    /// [image][row][column][channel], with a border. For input images, whose three channels would waste a block of 16.
    /// </summary>
    Interleaved,
}

/// <summary>
/// Activations, or their gradients, between two layers. The geometry is fixed when the network is created; memory is
/// assigned afterwards, because maps that are never alive together share it.
/// </summary>
internal sealed unsafe class FeatureMap
{
    // Offsets inside an image are 32-bit; half of their range leaves space for what is added to them.
    private const long MaxFloats = 1 << 30;

    /// <param name="shape">Shape of one image.</param>
    /// <param name="layout">Memory layout.</param>
    /// <exception cref="EngineException">The offsets would not fit 32 bits.</exception>
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

    /// <summary>Border of zeros around every channel block.</summary>
    public Border Border { get; set; }

    /// <summary>Whether the memory is shared with other maps, so that the border does not stay zero.</summary>
    public bool Shared { get; set; }

    /// <summary>
    /// Whether the values are the output of a ReLU that is fused into the previous layer. A gradient with respect to
    /// such a map must be zero where the value is not positive.
    /// </summary>
    public bool Rectified { get; set; }

    public float* Data { get; set; }

    /// <summary>Number of images in the current call.</summary>
    public int Count { get; private set; }

    /// <summary>Images in memory before those of the current call; 0 in the flat layout.</summary>
    public int First { get; private set; }

    /// <summary>Number of channel blocks; 1 for interleaved channels.</summary>
    public int Blocks { get; }

    /// <summary>Floats per pixel of a block.</summary>
    public int PixelPitch { get; }

    /// <summary>Number of images in memory: the batch, or 1 in the flat layout.</summary>
    public int Images => Layout == FeatureLayout.Flat ? 1 : Count;

    public int Height => Layout == FeatureLayout.Flat ? 1 : Shape.Height;

    public int Width => Layout == FeatureLayout.Flat ? Count : Shape.Width;

    public int RowPitch => (Width + Border.Left + Border.Right) * PixelPitch;

    // An odd number of cache lines for a flat map: with a power of two, all blocks of an image would map to one cache
    // set.
    public int BlockPitch => Layout == FeatureLayout.Flat
        ? (Count | 1) * PixelPitch
        : (Height + Border.Top + Border.Bottom) * RowPitch;

    public long ImagePitch => (long)Blocks * BlockPitch;

    /// <summary>Offset of the first value inside the border of a block.</summary>
    public int Origin => Border.Top * RowPitch + Border.Left * PixelPitch;

    /// <summary>
    /// Returns the offset by which a window with this padding starts before the first value inside the border; the
    /// border may be wider.
    /// </summary>
    public int Padding(int rows, int columns) => rows * RowPitch + columns * PixelPitch;

    /// <summary>Sets the number of images of the current call, and how many are before them in memory.</summary>
    public void SetCount(int count, int first = 0) => (Count, First) = (count, first);

    /// <summary>Returns the memory of a batch in bytes.</summary>
    /// <exception cref="EngineException">With the requested border, the offsets do not fit 32 bits.</exception>
    public long Bytes(int count)
    {
        RejectIfTooLarge();
        long pixels = Layout == FeatureLayout.Flat ? count | 1 : count * ImagePixels;
        return pixels * Blocks * PixelPitch * sizeof(float);
    }

    /// <summary>Returns the first value of a block of an image, inside the border.</summary>
    public float* Block(int image, int block) =>
        Data + (First + image) * ImagePitch + (long)block * BlockPitch + Origin;

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
