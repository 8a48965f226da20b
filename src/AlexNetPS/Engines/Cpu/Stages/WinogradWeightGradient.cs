using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// The gradient of the weights of a stride-1 convolution at the points of <see cref="WinogradForm"/>. A kernel's
/// gradient is a convolution of the input with the gradient of the output: F(r x r, m x m) over the tiles of the
/// forward pass, whose products are summed over all tiles before they become taps.
/// </summary>
internal sealed unsafe class WinogradWeightGradient : IDisposable
{
    private readonly EngineContext _context;
    private readonly WinogradForm _form;
    private readonly FeatureMap _input, _outputGradient;
    private readonly WeightPacking _packing;
    private readonly (int Rows, int Columns) _padding;
    private readonly WinogradChunk _chunk;
    private readonly Action<int, int> _inputToPoints, _gradientToPoints, _multiply;
    private readonly NativeBuffer _noOffset = new(sizeof(int));
    private int _firstImage, _images;

    /// <param name="context">Kernels, threads and scratch memory.</param>
    /// <param name="form">Size of tiles.</param>
    /// <param name="input">Inputs of the layer.</param>
    /// <param name="outputGradient">Gradient of its outputs.</param>
    /// <param name="packing">Order of the weights.</param>
    /// <param name="padding">Rows above and columns left of the inputs at which windows start.</param>
    /// <param name="maximumBatch">Maximum number of images.</param>
    public WinogradWeightGradient(EngineContext context, WinogradForm form, FeatureMap input,
        FeatureMap outputGradient, WeightPacking packing, (int Rows, int Columns) padding, int maximumBatch)
    {
        (_context, _form, _input, _outputGradient) = (context, form, input, outputGradient);
        (_packing, _padding) = (packing, padding);
        Weights = new WinogradWeights(packing);
        _chunk = new WinogradChunk(form.Tiles(outputGradient.Shape.Height), form.Tiles(outputGradient.Shape.Width),
            input.Blocks + outputGradient.Blocks, maximumBatch);
        _inputToPoints = InputToPoints;
        _gradientToPoints = GradientToPoints;
        _multiply = MultiplyUnit;
        context.RequestScratch((long)form.Taps * form.Taps * WinogradWeights.Block,
            Weights.Floats + _chunk.Floats(input.Blocks) + _chunk.Floats(outputGradient.Blocks));
    }

    private WinogradWeights Weights { get; }

    private float* Sums => _context.SharedScratch;

    private float* Inputs => Sums + Weights.Floats;

    private float* Gradients => Inputs + _chunk.Floats(_input.Blocks);

    /// <summary>Sums the products of all images of the call.</summary>
    public void Run()
    {
        for (_firstImage = 0; _firstImage < _input.Images; _firstImage += _images)
        {
            _images = Math.Min(_chunk.Images, _input.Images - _firstImage);
            _context.Pool.Run(_images * _input.Blocks, _inputToPoints);
            _context.Pool.Run(_images * _outputGradient.Blocks, _gradientToPoints);
            _context.Pool.Run(WinogradForm.Points * _packing.Groups * _packing.Panels, _multiply);
        }
    }

    /// <summary>
    /// Writes the gradient of a panel's weights for one block of inputs: [tap][16 inputs][32 outputs].
    /// </summary>
    public void Read(int panel, int block, float* gradient)
    {
        WinogradJob job = Weights.Job(gradient, Sums, panel, block, _form.Taps);
        _context.Kernels.WinogradOutput(job, _form.Taps);
    }

    public void Dispose() => _noOffset.Dispose();

    private void InputToPoints(int unit, int worker)
    {
        (int image, int block) = Math.DivRem(unit, _input.Blocks);
        WinogradJob job = _chunk.Reading(_input, _firstImage + image, block, _form.Outputs);
        (job.Top, job.Left) = (-_padding.Rows, -_padding.Columns);
        _chunk.Place(ref job, Inputs, image, block, _input.Blocks);
        _context.Kernels.WinogradInput(job);
    }

    private void GradientToPoints(int unit, int worker)
    {
        (int image, int block) = Math.DivRem(unit, _outputGradient.Blocks);
        WinogradJob job = _chunk.Reading(_outputGradient, _firstImage + image, block, _form.Outputs);
        _chunk.Place(ref job, Gradients, image, block, _outputGradient.Blocks);
        _context.Kernels.WinogradFilter(job, _form.Outputs);
    }

    private void MultiplyUnit(int unit, int worker)
    {
        (int point, int panel) = Math.DivRem(unit, _packing.Groups * _packing.Panels);
        int group = panel / _packing.Panels, block = panel % _packing.Panels * 2;
        int inputs = BlockedLayout.Blocks(_packing.Inputs), outputs = BlockedLayout.Blocks(_packing.Outputs);
        bool two = block + 1 < outputs;
        float* gradient = Gradients + point * _chunk.PointPitch(_outputGradient.Blocks)
            + (long)(group * outputs + block) * _chunk.BlockPitch;
        float* input = Inputs + point * _chunk.PointPitch(_input.Blocks) + (long)group * inputs * _chunk.BlockPitch;
        float* sums = Sums + Weights.Offset(panel, point);
        for (int i = 0; i < inputs; i++, input += _chunk.BlockPitch, sums += WinogradWeights.Block)
        {
            _context.Kernels.Multiply(new TileJob
            {
                X = input,
                Offsets = (int*)_noOffset.Data,
                Segments = 1,
                Length = _images * _chunk.Tiles,
                XPixel = 1,
                XStep = BlockedLayout.Lanes,
                A = gradient,
                B = two ? gradient + _chunk.BlockPitch : null,
                VectorStep = BlockedLayout.Lanes,
                OutA = sums,
                OutB = two ? sums + BlockedLayout.Lanes : null,
                OutPixel = BlockedLayout.Panel,
                Pixels = BlockedLayout.Lanes,
                Accumulate = _firstImage > 0,
            });
        }
    }
}
