using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// A 3x3 convolution of stride 1 by Winograd's F(4x4, 3x3): tiles of the input and the weights are transformed, multiplied in 36
/// independent products [tiles][inputs] x [inputs][outputs], and transformed back. 2.6 times fewer multiplications on a 13x13
/// map. Serves the forward pass of training and, with turned weights, the input gradient; predictions are computed directly, so
/// that they do not depend on the size of the batch.
/// </summary>
internal sealed unsafe class WinogradConvolution
{
    private const int Products = 36, Edge = 4;

    // Images transformed together: enough tiles that the transformed weights are worth reading.
    private const int ChunkImages = 8;

    private readonly EngineContext _context;
    private readonly WeightPacking _packing;
    private readonly NativeBuffer _weights;
    private readonly Action<int, int> _transformWeights, _convolve;
    private FeatureMap _from = null!, _to = null!;
    private float* _packed, _bias;
    private bool _relu;
    private int _chunk;

    /// <param name="context">Kernels, threads and scratch.</param>
    /// <param name="packing">Packing of the 3x3 weights.</param>
    /// <param name="weights">Room for <see cref="WeightFloats"/>; may be shared by convolutions that do not run together.</param>
    public WinogradConvolution(EngineContext context, WeightPacking packing, NativeBuffer weights)
    {
        _context = context;
        _packing = packing;
        _weights = weights;
        _transformWeights = TransformWeights;
        _convolve = Convolve;
    }

    /// <summary>Floats of the transformed weights.</summary>
    public static long WeightFloats(WeightPacking packing) => packing.Floats / 9 * Products;

    /// <summary>Whether a convolution saves enough products to pay for its transforms.</summary>
    public static bool Pays(WeightPacking packing, int kernel, int stride, int height, int width)
    {
        // Transforms are paid per channel, products per pair of channels: measured, narrower layers gain nothing.
        if (kernel != 3 || stride != 1 || packing.Interleaved || packing.Inputs + packing.Outputs < 384) return false;
        long products = (long)Tiles(height) * Tiles(width) * Products;
        return products * 2 <= (long)height * width * 9;
    }

    /// <summary>Scratch floats of a worker.</summary>
    public static long ScratchFloats(WeightPacking packing, int height, int width) =>
        Products * (Step(BlockedLayout.Blocks(packing.Inputs), ChunkImages * Tiles(height) * Tiles(width))
            + Step(BlockedLayout.Blocks(packing.Outputs), ChunkImages * Tiles(height) * Tiles(width)));

    /// <summary>Transforms weights; once for each change of them.</summary>
    public void SetWeights(float* packed)
    {
        _packed = packed;
        _context.Pool.Run(_packing.Groups * _packing.Panels, _transformWeights);
    }

    /// <summary>Convolves a map, whose border holds the padding.</summary>
    public void Run(FeatureMap from, FeatureMap to, float* bias, bool relu)
    {
        _from = from;
        _to = to;
        _bias = bias;
        _relu = relu;
        // Small batches are cut finer, so that every thread has work; no result depends on the cut.
        _chunk = Math.Clamp((to.Images + 3) / 4, 1, ChunkImages);
        int chunks = (to.Images + _chunk - 1) / _chunk;
        _context.Pool.Run(chunks * _packing.Groups, _convolve);
    }

    private static int Tiles(int size) => (size + Edge - 1) / Edge;

    // Odd numbers of cache lines: with a power of two, the 36 values of a tile would all fall into one set of each cache.
    private static int BlockFloats(int tiles) => (tiles | 1) * BlockedLayout.Lanes;

    private static long Step(int blocks, int tiles) => ((long)blocks * (tiles | 1) | 1) * BlockedLayout.Lanes;

    private int Segments => _packing.Segments / 9;

    private long ProductFloats => _packing.Floats / 9;

    private void TransformWeights(int panel, int worker)
    {
        const int Tap = BlockedLayout.Lanes * BlockedLayout.Panel;
        for (int segment = 0; segment < Segments; segment++)
        {
            float* taps = _packed + panel * _packing.PanelFloats + (long)segment * 9 * Tap;
            float* target = _weights.Floats + ((long)panel * Segments + segment) * Tap;
            _context.Kernels.WinogradWeights(taps, Tap, target, (nint)ProductFloats, Tap);
        }
    }

    private void Convolve(int unit, int worker)
    {
        int group = unit % _packing.Groups, first = unit / _packing.Groups * _chunk, images = Math.Min(_chunk, _to.Images - first);
        int inputs = BlockedLayout.Blocks(_packing.Inputs), outputs = BlockedLayout.Blocks(_packing.Outputs);
        int tileRows = Tiles(_to.Height), tileColumns = Tiles(_to.Width), imageTiles = tileRows * tileColumns, tiles = images * imageTiles;
        int blockFloats = BlockFloats(tiles);
        long inputStep = Step(inputs, tiles), outputStep = Step(outputs, tiles);
        float* transformed = _context.WorkerScratch(worker), products = transformed + Products * inputStep;
        KernelSet kernels = _context.Kernels;

        // Rows and columns that exist, border included; tiles that hang over read zeros.
        int rows = _from.Height + _from.Border.Top + _from.Border.Bottom, columns = _from.Width + _from.Border.Left + _from.Border.Right;
        for (int block = 0; block < inputs; block++)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                int y = tile % imageTiles / tileColumns * Edge, x = tile % tileColumns * Edge;
                float* source = _from.Block(first + tile / imageTiles, group * inputs + block) - _from.Origin
                    + (long)y * _from.RowPitch + x * BlockedLayout.Lanes;
                kernels.WinogradInput(
                    source, _from.RowPitch, rows - y, columns - x,
                    transformed + (long)block * blockFloats + tile * BlockedLayout.Lanes, (nint)inputStep);
            }
        }

        Multiply(group, inputs, outputs, tiles, transformed, products);

        for (int block = 0; block < outputs; block++)
        {
            int outBlock = group * outputs + block;
            for (int tile = 0; tile < tiles; tile++)
            {
                int y = tile % imageTiles / tileColumns * Edge, x = tile % tileColumns * Edge;
                kernels.WinogradOutput(
                    products + (long)block * blockFloats + tile * BlockedLayout.Lanes, (nint)outputStep,
                    _bias == null ? null : _bias + outBlock * BlockedLayout.Lanes, _relu,
                    _to.Block(first + tile / imageTiles, outBlock) + y * _to.RowPitch + x * BlockedLayout.Lanes, _to.RowPitch,
                    _to.Height - y, _to.Width - x);
            }
        }
    }

    private void Multiply(int group, int inputs, int outputs, int tiles, float* transformed, float* products)
    {
        int blockFloats = BlockFloats(tiles);
        int* offsets = stackalloc int[inputs];
        for (int block = 0; block < inputs; block++) offsets[block] = block * blockFloats;
        var job = new TileJob
        {
            Offsets = offsets,
            Segments = inputs,
            Length = BlockedLayout.Lanes,
            XPixel = BlockedLayout.Lanes,
            XStep = 1,
            VectorStep = BlockedLayout.Panel,
            VectorSegment = BlockedLayout.Lanes * BlockedLayout.Panel,
            OutPixel = BlockedLayout.Lanes,
            Pixels = tiles,
        };
        for (int product = 0; product < Products; product++)
        {
            job.X = transformed + product * Step(inputs, tiles);
            for (int panel = 0; panel < _packing.Panels; panel++)
            {
                bool two = 2 * panel + 1 < outputs;
                job.A = _weights.Floats + product * ProductFloats
                    + (long)(group * _packing.Panels + panel) * Segments * BlockedLayout.Lanes * BlockedLayout.Panel;
                job.B = two ? job.A + BlockedLayout.Lanes : null;
                job.OutA = products + product * Step(outputs, tiles) + (long)2 * panel * blockFloats;
                job.OutB = two ? job.OutA + blockFloats : null;
                _context.Kernels.Multiply(job);
            }
        }
    }
}
