using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Fully connected layer: y[n][o] = b[o] + sum over k of x[n][k] * w[o][k]. The batch is a row of pixels, so the
/// kernels are those of a 1x1 convolution; weights are read from memory once per pass.
/// </summary>
internal sealed unsafe partial class LinearStage : WeightedStage
{
    // Input blocks of 16 processed together: the inputs of the batch then stay in the L2 cache.
    private const int DepthBlocks = 32;

    // Panels of 32 outputs that share those inputs.
    private const int UnitPanels = 4;

    private readonly Action<int, int> _forward;
    private NativeBuffer? _blocks;

    public LinearStage(EngineContext context, FeatureMap input, FeatureMap output, NetworkLayer layer, bool relu)
        : base(context, input, output, layer, PackingOf(layer), relu)
    {
        if ((Packing.Panels - 1) * Packing.PanelFloats > int.MaxValue)
        {
            throw new EngineException($"Layer '{layer.Name}': its weights, in blocks of {BlockedLayout.Lanes} "
                + "channels, are more than the CPU engine can address. Use fewer outputs or a smaller input.");
        }

        _forward = ForwardUnit;
        _transposeGradient = TransposeGradientUnit;
        _inputGradient = InputGradientUnit;
        _turnInputGradient = TurnInputGradientUnit;
        _weightGradient = WeightGradientUnit;
    }

    public override long OwnBytes(int maximumBatch, bool training) =>
        base.OwnBytes(maximumBatch, training) + (DepthBlocks + Packing.Panels) * sizeof(int);

    public override void Allocate(int maximumBatch, bool training)
    {
        base.Allocate(maximumBatch, training);
        _blocks = new NativeBuffer((DepthBlocks + Packing.Panels) * sizeof(int));
        for (int panel = 0; panel < Packing.Panels; panel++)
            PanelOffsets[panel] = (int)(panel * Packing.PanelFloats);
    }

    public override void Forward()
    {
        for (int block = 0; block < DepthBlocks; block++)
            BlockOffsets[block] = block * Input.BlockPitch;
        Context.Pool.Run((Packing.Panels + UnitPanels - 1) / UnitPanels, _forward);
    }

    public override void Dispose()
    {
        base.Dispose();
        _blocks?.Dispose();
    }

    private int* BlockOffsets => (int*)_blocks!.Data;

    private int* PanelOffsets => BlockOffsets + DepthBlocks;

    private static WeightPacking PackingOf(NetworkLayer layer)
    {
        TensorShape input = layer.InputShape;
        return new(1, layer.OutputShape.Channels, input.Channels, input.Height, input.Width, false,
            Gap: BlockedLayout.Lanes);
    }

    private void ForwardUnit(int unit, int worker)
    {
        int first = unit * UnitPanels, last = Math.Min(first + UnitPanels, Packing.Panels);
        var job = new TileJob
        {
            Offsets = BlockOffsets,
            Length = BlockedLayout.Lanes,
            XPixel = BlockedLayout.Lanes,
            XStep = 1,
            VectorStep = BlockedLayout.Panel,
            VectorSegment = BlockedLayout.Lanes * BlockedLayout.Panel,
            OutPixel = BlockedLayout.Lanes,
            Pixels = Input.Width,
            Streams = Input.Width <= Context.Kernels.Strip,
        };
        for (int depth = 0; depth < Packing.Segments; depth += DepthBlocks)
        {
            job.X = Input.Data + (long)depth * Input.BlockPitch;
            job.Segments = Math.Min(DepthBlocks, Packing.Segments - depth);
            job.Accumulate = depth > 0;
            job.Relu = Relu && depth + DepthBlocks >= Packing.Segments;
            for (int panel = first; panel < last; panel++)
            {
                bool two = 2 * panel + 1 < Output.Blocks;
                job.A = Vectors(panel, depth);
                job.B = two ? job.A + BlockedLayout.Lanes : null;
                job.OutA = Output.Block(0, 2 * panel);
                job.OutB = two ? Output.Block(0, 2 * panel + 1) : null;
                job.Bias = Biases.Values + panel * BlockedLayout.Panel;
                job.Next = job.Streams ? null : Following(panel, first, last, depth);
                Context.Kernels.Multiply(job);
            }
        }
    }

    /// <summary>The weights that a unit multiplies after those of a panel at a depth; null after the last.</summary>
    private float* Following(int panel, int first, int last, int depth)
    {
        if (++panel == last)
            (panel, depth) = (first, depth + DepthBlocks);
        return depth < Packing.Segments ? Vectors(panel, depth) : null;
    }

    private float* Vectors(int panel, int depth) =>
        Weights.Values + panel * Packing.PanelFloats + (long)depth * BlockedLayout.Lanes * BlockedLayout.Panel;
}
