using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Convolution as an implicit matrix product: no im2col buffer and no test for the edge, because the input map carries
/// its padding as a border of zeros. Forward: y[o] = b[o] + sum over taps and inputs of x * w[o].
/// </summary>
internal sealed unsafe partial class ConvolutionStage : WeightedStage
{
    private readonly ConvolutionDefinition _definition;
    private readonly Window _rows, _columns;
    private readonly Action<int, int> _forward;
    private readonly WinogradForm? _form;
    private WinogradConvolution? _winograd;
    private NativeBuffer? _taps;
    private int _bands;

    public ConvolutionStage(EngineContext context, FeatureMap input, FeatureMap output, NetworkLayer layer, bool relu)
        : base(context, input, output, layer, PackingOf(layer, input), relu)
    {
        _definition = (ConvolutionDefinition)layer.Definition;
        _rows = _definition.Rows(layer.InputShape);
        _columns = _definition.Columns(layer.InputShape);
        input.Border = new(_rows.Before, _rows.After, _columns.Before, _columns.After);
        if (context.Convolution == ConvolutionAlgorithm.Auto && input.Layout == FeatureLayout.Blocked)
            _form = WinogradRule.For(_definition, layer.InputShape, layer.OutputShape);
        _forward = ForwardUnit;
        _clearInputBorder = (image, _) =>
        {
            for (int block = 0; block < Input.Blocks; block++)
                Input.ClearBorder(image, block);
        };
        _transpose = TransposePanel;
        _inputGradient = InputGradientUnit;
        _scatterGradient = ScatterGradientUnit;
        _weightGradient = Input.Layout == FeatureLayout.Interleaved ? InterleavedGradientUnit : BlockedGradientUnit;
        _reduceGradient = ReduceGradientUnit;
    }

    private readonly Action<int, int> _clearInputBorder;

    private int InputBlocks => Packing.Groups == 1 ? Input.Blocks : Packing.Inputs / BlockedLayout.Lanes;

    private int OutputBlocks => Packing.Groups == 1 ? Output.Blocks : Packing.Outputs / BlockedLayout.Lanes;

    public override long OwnBytes(int maximumBatch, bool training) =>
        base.OwnBytes(maximumBatch, training) + Packing.Segments * sizeof(int) + (_winograd?.OwnBytes ?? 0)
        + (training ? GradientBytes : 0);

    /// <summary>Decides how the outputs are computed, and requests scratch memory.</summary>
    public void ChooseForward(int maximumBatch)
    {
        if (_form is not { } form)
            return;
        _winograd = new(Context, form, Input, Output, Packing, (_rows.Before, _columns.Before), maximumBatch,
            keepsWeights: Context.Optimizer is null && Context.Lent is null)
        {
            Biases = Biases,
            Relu = Relu,
        };
    }

    public override void Allocate(int maximumBatch, bool training)
    {
        base.Allocate(maximumBatch, training);
        _taps = new NativeBuffer(Packing.Segments * sizeof(int));
        FillTaps((int*)_taps.Data, Input, Packing.Interleaved ? 0 : InputBlocks);
        _winograd?.Allocate();
        if (training)
            AllocateGradient();
    }

    public override void Forward()
    {
        if (Input.Shared)
            Context.Pool.Run(Input.Images, _clearInputBorder);
        if (_winograd is not null)
        {
            _winograd.Run(Weights.Values, Weights.Version);
            return;
        }

        int panels = Packing.Groups * Packing.Panels;
        // A single image is also split by rows, so that every thread has work.
        _bands = Output.Images * panels >= 8 * Context.Pool.Workers ? 1 : Math.Min(Output.Height, 4);
        Context.Pool.Run(Output.Images * panels * _bands, _forward);
    }

    public override void Dispose()
    {
        base.Dispose();
        _taps?.Dispose();
        _winograd?.Dispose();
        DisposeGradient();
    }

    private static WeightPacking PackingOf(NetworkLayer layer, FeatureMap input)
    {
        var definition = (ConvolutionDefinition)layer.Definition;
        int groups = definition.Groups, inputs = layer.InputShape.Channels / groups, outputs =
            definition.Filters / groups;
        bool aligned = groups == 1 || (inputs % BlockedLayout.Lanes == 0 && outputs % BlockedLayout.Lanes == 0);
        bool interleaved = input.Layout == FeatureLayout.Interleaved;
        return aligned
            ? new(groups, outputs, inputs, definition.Kernel, definition.Kernel, interleaved)
            : new(1, definition.Filters, layer.InputShape.Channels, definition.Kernel, definition.Kernel, interleaved,
                groups);
    }

    /// <summary>Writes the offsets of the segments of a window from its first value.</summary>
    private void FillTaps(int* taps, FeatureMap map, int blocks)
    {
        int kernel = _definition.Kernel;
        if (blocks == 0)
        {
            for (int y = 0; y < kernel; y++)
                taps[y] = y * map.RowPitch;
            return;
        }

        for (int block = 0; block < blocks; block++)
        {
            for (int y = 0; y < kernel; y++)
            {
                for (int x = 0; x < kernel; x++)
                    *taps++ = block * map.BlockPitch + y * map.RowPitch + x * map.PixelPitch;
            }
        }
    }

    private void ForwardUnit(int unit, int worker)
    {
        int band = unit % _bands, panel = unit / _bands % (Packing.Groups * Packing.Panels), image =
            unit / _bands / (Packing.Groups * Packing.Panels);
        int group = panel / Packing.Panels, block = panel % Packing.Panels * 2, firstBlock = group * OutputBlocks
            + block;
        bool two = block + 1 < OutputBlocks;
        int stride = _definition.Stride;
        float* x = Input.Block(image, group * (Packing.Groups == 1 ? 0 : InputBlocks))
            - Input.Padding(_rows.Before, _columns.Before);
        float* outA = Output.Block(image, firstBlock), outB = two ? Output.Block(image, firstBlock + 1) : null;
        float* weights = Weights.Values + panel * Packing.PanelFloats;
        var job = new TileJob
        {
            Offsets = (int*)_taps!.Data,
            Segments = Packing.Segments,
            Length = Packing.Length,
            XPixel = stride * Input.PixelPitch,
            XStep = 1,
            A = weights,
            B = two ? weights + BlockedLayout.Lanes : null,
            VectorStep = BlockedLayout.Panel,
            VectorSegment = Packing.Length * BlockedLayout.Panel,
            OutPixel = BlockedLayout.Lanes,
            Pixels = Output.Width,
            Bias = Biases.Values + firstBlock * BlockedLayout.Lanes,
            Relu = Relu,
        };
        int end = Output.Height * (band + 1) / _bands;
        for (int row = Output.Height * band / _bands; row < end; row++)
        {
            job.X = x + row * stride * Input.RowPitch;
            job.OutA = outA + row * Output.RowPitch;
            job.OutB = two ? outB + row * Output.RowPitch : null;
            Context.Kernels.Multiply(job);
        }
    }
}
