using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// A stride-1 convolution from one map to another as products at the 49 points of <see cref="WinogradForm"/>: tiles of
/// some images to points, for each point a matrix product [tiles x inputs] x [inputs x outputs], points to outputs. The
/// same for the forward pass and, with exchanged and rotated weights, for the gradient of the input. Units depend on
/// shapes only, so results depend neither on threads nor on the batch.
/// </summary>
internal sealed unsafe class WinogradConvolution : IDisposable
{
    private readonly EngineContext _context;
    private readonly WinogradForm _form;
    private readonly FeatureMap _from, _to;
    private readonly WeightPacking _packing;
    private readonly bool _keepsWeights;
    private readonly Action<int, int> _transform, _toPoints, _multiply, _fromPoints;
    private readonly WinogradChunk _chunk;
    private readonly WinogradWeights _pointWeights;
    private readonly (int Rows, int Columns) _padding;
    private NativeBuffer? _weights, _offsets;
    private float* _taps, _points, _inputs, _outputs;
    private int _version = -1, _firstImage, _images;

    /// <param name="context">Kernels, threads and scratch memory.</param>
    /// <param name="form">Size of tiles.</param>
    /// <param name="from">Inputs.</param>
    /// <param name="to">Outputs.</param>
    /// <param name="packing">Order of the weights.</param>
    /// <param name="padding">Rows above and columns left of the inputs at which windows start.</param>
    /// <param name="maximumBatch">Maximum number of images.</param>
    /// <param name="keepsWeights">
    /// Whether transformed weights are kept from call to call, for a network that only predicts; in training they
    /// change with every call and are written to scratch memory.
    /// </param>
    public WinogradConvolution(EngineContext context, WinogradForm form, FeatureMap from, FeatureMap to,
        WeightPacking packing, (int Rows, int Columns) padding, int maximumBatch, bool keepsWeights)
    {
        (_context, _form, _from, _to, _packing, _keepsWeights) = (context, form, from, to, packing, keepsWeights);
        _padding = padding;
        _pointWeights = new WinogradWeights(packing);
        _chunk = new WinogradChunk(form.Tiles(to.Shape.Height), form.Tiles(to.Shape.Width), from.Blocks + to.Blocks,
            maximumBatch, context.Kernels.Strip);
        _transform = TransformPanel;
        _toPoints = ToPointsUnit;
        _multiply = MultiplyUnit;
        _fromPoints = FromPointsUnit;
        context.RequestScratch(0, (keepsWeights ? 0 : _pointWeights.Floats) + _chunk.Floats(from.Blocks)
            + _chunk.Floats(to.Blocks));
    }

    /// <summary>Memory in addition to scratch memory, in bytes.</summary>
    public long OwnBytes => (_keepsWeights ? _pointWeights.Floats * sizeof(float) : 0) + InputBlocks * sizeof(int);

    /// <summary>Start values of the outputs; null for zero.</summary>
    public Parameter? Biases { get; init; }

    /// <summary>Whether the outputs pass a ReLU.</summary>
    public bool Relu { get; init; }

    /// <summary>The outputs are zero where this map is not positive; null for none.</summary>
    public FeatureMap? Mask { get; init; }

    private int InputBlocks => BlockedLayout.Blocks(_packing.Inputs);

    private int OutputBlocks => BlockedLayout.Blocks(_packing.Outputs);

    public void Allocate()
    {
        if (_keepsWeights)
            _weights = new NativeBuffer(_pointWeights.Floats * sizeof(float));
        _offsets = new NativeBuffer(InputBlocks * sizeof(int));
        for (int block = 0; block < InputBlocks; block++)
            ((int*)_offsets.Data)[block] = block * _chunk.BlockPitch;
    }

    /// <summary>Computes the outputs of all images of the call.</summary>
    /// <param name="taps">Packed weights.</param>
    /// <param name="version">Number that changes with the weights.</param>
    public void Run(float* taps, int version)
    {
        _taps = taps;
        _points = _keepsWeights ? _weights!.Floats : _context.SharedScratch;
        _inputs = _keepsWeights ? _context.SharedScratch : _points + _pointWeights.Floats;
        _outputs = _inputs + _chunk.Floats(_from.Blocks);
        if (!_keepsWeights || version != _version)
            _context.Pool.Run(_packing.Groups * _packing.Panels, _transform);
        _version = version;
        for (_firstImage = 0; _firstImage < _from.Images; _firstImage += _images)
        {
            _images = Math.Min(_chunk.Images, _from.Images - _firstImage);
            _context.Pool.Run(_images * _from.Blocks, _toPoints);
            _context.Pool.Run(WinogradForm.Points * _packing.Groups * _packing.Panels, _multiply);
            _context.Pool.Run(_images * _to.Blocks, _fromPoints);
        }
    }

    public void Dispose()
    {
        _weights?.Dispose();
        _offsets?.Dispose();
    }

    /// <summary>Writes the points of a panel: [point][input block][16 inputs][32 outputs].</summary>
    private void TransformPanel(int panel, int worker)
    {
        int taps = _form.Taps;
        for (int block = 0; block < InputBlocks; block++)
        {
            float* kernels = _taps + panel * _packing.PanelFloats
                + (long)block * taps * taps * WinogradWeights.Block;
            _context.Kernels.WinogradFilter(_pointWeights.Job(kernels, _points, panel, block, taps), taps);
        }
    }

    private void ToPointsUnit(int unit, int worker)
    {
        (int image, int block) = Math.DivRem(unit, _from.Blocks);
        WinogradJob job = _chunk.Reading(_from, _firstImage + image, block, _form.Outputs);
        (job.Top, job.Left) = (-_padding.Rows, -_padding.Columns);
        _chunk.Place(ref job, _inputs, image, block, _from.Blocks);
        _context.Kernels.WinogradInput(job);
    }

    private void MultiplyUnit(int unit, int worker)
    {
        (int point, int panel) = Math.DivRem(unit, _packing.Groups * _packing.Panels);
        int group = panel / _packing.Panels, block = panel % _packing.Panels * 2;
        bool two = block + 1 < OutputBlocks;
        int tiles = _images * _chunk.Tiles;
        float* weights = _points + _pointWeights.Offset(panel, point);
        float* input = _inputs + point * _chunk.PointPitch(_from.Blocks) + group * InputBlocks * _chunk.BlockPitch;
        float* output = _outputs + point * _chunk.PointPitch(_to.Blocks)
            + (group * OutputBlocks + block) * _chunk.BlockPitch;
        var job = new TileJob
        {
            Offsets = (int*)_offsets!.Data,
            Segments = InputBlocks,
            Length = BlockedLayout.Lanes,
            XPixel = BlockedLayout.Lanes,
            XStep = 1,
            A = weights,
            B = two ? weights + BlockedLayout.Lanes : null,
            VectorStep = BlockedLayout.Panel,
            VectorSegment = WinogradWeights.Block,
            OutPixel = BlockedLayout.Lanes,
            Streams = tiles <= _chunk.Strip,
        };
        for (int start = 0; start < tiles; start += _chunk.Strip)
        {
            job.X = input;
            job.OutA = output;
            job.OutB = two ? output + _chunk.BlockPitch : null;
            job.Pixels = Math.Min(_chunk.Strip, tiles - start);
            _context.Kernels.Multiply(job);
            input += _chunk.StripPitch(_from.Blocks);
            output += _chunk.StripPitch(_to.Blocks);
        }
    }

    private void FromPointsUnit(int unit, int worker)
    {
        (int image, int block) = Math.DivRem(unit, _to.Blocks);
        WinogradJob job = _chunk.Writing(_to, _firstImage + image, block, _form.Outputs);
        _chunk.Place(ref job, _outputs, image, block, _to.Blocks);
        job.Relu = Relu;
        if (Biases is not null)
            job.Bias = Biases.Values + block * BlockedLayout.Lanes;
        if (Mask is not null)
        {
            job.Mask = Mask.Block(_firstImage + image, block);
            job.MaskRowPitch = Mask.RowPitch;
        }

        _context.Kernels.WinogradOutput(job, _form.Outputs);
    }
}
