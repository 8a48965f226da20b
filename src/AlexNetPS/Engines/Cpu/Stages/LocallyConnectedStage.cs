using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Convolution with filters of its own at each place: a matrix product for each place, in which the images of the batch
/// are the rows. The kernels are those of convolutions, with the images as their pixels.
/// </summary>
internal sealed unsafe partial class LocallyConnectedStage : WeightedStage
{
    private readonly LocallyConnectedDefinition _definition;
    private readonly Window _rows, _columns;
    private readonly Action<int, int> _clearInputBorder, _forward;
    private NativeBuffer? _taps;

    public LocallyConnectedStage(EngineContext context, FeatureMap input, FeatureMap output, NetworkLayer layer,
        bool relu)
        : base(context, input, output, layer, PackingOf(layer), relu, BiasPackingOf(layer))
    {
        _definition = (LocallyConnectedDefinition)layer.Definition;
        _rows = _definition.Rows(layer.InputShape);
        _columns = _definition.Columns(layer.InputShape);
        input.Border = new(_rows.Before, _rows.After, _columns.Before, _columns.After);
        _clearInputBorder = ClearInputBorder;
        _forward = ForwardUnit;
        _biasGradient = BiasGradientUnit;
        _transpose = TransposeUnit;
        _weightGradient = WeightGradientUnit;
        _inputGradient = InputGradientUnit;
    }

    public override long OwnBytes(int maximumBatch, bool training) =>
        base.OwnBytes(maximumBatch, training) + Offsets * sizeof(int)
        + (training ? TransposedFloats * sizeof(float) : 0);

    public override void Allocate(int maximumBatch, bool training)
    {
        base.Allocate(maximumBatch, training);
        _taps = new NativeBuffer(Offsets * sizeof(int));
        int* tap = InputTaps;
        for (int block = 0; block < Input.Blocks; block++)
        {
            for (int y = 0; y < _definition.Kernel; y++)
            {
                for (int x = 0; x < _definition.Kernel; x++)
                    *tap++ = block * Input.BlockPitch + y * Input.RowPitch + x * BlockedLayout.Lanes;
            }
        }

        if (training)
            AllocateGradient();
    }

    public override void Forward()
    {
        if (Input.Shared)
            Context.Pool.Run(Input.Images, _clearInputBorder);
        Context.Pool.Run(Places * Packing.Panels, _forward);
    }

    public override void Dispose()
    {
        base.Dispose();
        _taps?.Dispose();
        _transposed?.Dispose();
    }

    private int Taps => _definition.Kernel * _definition.Kernel;

    /// <summary>Places of the output.</summary>
    private int Places => Packing.Groups;

    /// <summary>Offsets of the taps of all input blocks, then of the output blocks.</summary>
    private long Offsets => Packing.Segments + Output.Blocks;

    private int* InputTaps => (int*)_taps!.Data;

    private static WeightPacking PackingOf(NetworkLayer layer)
    {
        var definition = (LocallyConnectedDefinition)layer.Definition;
        TensorShape output = layer.OutputShape;
        return new(output.Height * output.Width, definition.Filters, layer.InputShape.Channels, definition.Kernel,
            definition.Kernel, Interleaved: false);
    }

    // A panel of 32 biases at each place: one step of one row.
    private static WeightPacking BiasPackingOf(NetworkLayer layer) =>
        new(layer.OutputShape.Height * layer.OutputShape.Width, layer.OutputShape.Channels, 1, 1, 1, Interleaved: true);

    private void ClearInputBorder(int image, int worker)
    {
        for (int block = 0; block < Input.Blocks; block++)
            Input.ClearBorder(image, block);
    }

    /// <summary>Returns the first value of the window of a place, in the first image and block.</summary>
    private float* WindowOf(int place) => Input.Block(0, 0)
        + place / _columns.Output * _definition.Stride * Input.RowPitch
        + place % _columns.Output * _definition.Stride * BlockedLayout.Lanes
        - Input.Padding(_rows.Before, _columns.Before);

    /// <summary>Returns a place in the first image of a block of the output or its gradient.</summary>
    private float* PlaceOf(FeatureMap map, int block, int place) => map.Block(0, block)
        + place / _columns.Output * map.RowPitch + place % _columns.Output * BlockedLayout.Lanes;

    private void ForwardUnit(int unit, int worker)
    {
        int place = unit / Packing.Panels, block = unit % Packing.Panels * 2;
        bool two = block + 1 < Output.Blocks;
        float* weights = Weights.Values + unit * Packing.PanelFloats;
        Context.Kernels.Multiply(new TileJob
        {
            X = WindowOf(place),
            Offsets = InputTaps,
            Segments = Packing.Segments,
            Length = BlockedLayout.Lanes,
            XPixel = (nint)Input.ImagePitch,
            XStep = 1,
            A = weights,
            B = two ? weights + BlockedLayout.Lanes : null,
            VectorStep = BlockedLayout.Panel,
            VectorSegment = BlockedLayout.Lanes * BlockedLayout.Panel,
            OutA = PlaceOf(Output, block, place),
            OutB = two ? PlaceOf(Output, block + 1, place) : null,
            OutPixel = (nint)Output.ImagePitch,
            Pixels = Context.Count,
            Bias = Biases.Values + (long)unit * BlockedLayout.Panel,
            Relu = Relu,
        });
    }
}
