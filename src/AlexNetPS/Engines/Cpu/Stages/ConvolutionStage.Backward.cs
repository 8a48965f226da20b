using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <content>
/// Backward. dx is a convolution of dy with the flipped kernel, inputs and outputs exchanged: the forward kernel again.
/// dw[o][i][tap] = sum over images and pixels of dy[o] * x[i] shifted by the tap: rows are segments, pixels are steps.
/// </content>
internal sealed unsafe partial class ConvolutionStage
{
    // Weight gradients are summed in at least this many units, so that every thread has work: of a layer with few
    // filters in parts of the batch. Independent of the number of threads, as the order of the sums is.
    private const int GradientUnits = 16;

    // The weight gradients of a unit stay in the L2 cache together with the maps it reads.
    private const long GradientChunkFloats = 48 * 1024;

    private readonly Action<int, int> _transpose, _inputGradient, _scatterGradient, _weightGradient, _reduceGradient;
    private WinogradConvolution? _winogradGradient;
    private NativeBuffer? _transposed, _gradientTaps, _gradientRows;
    private WeightPacking? _transposedPacking;
    private int _chunkBlocks, _chunks = 1, _batchParts = GradientUnits;

    /// <summary>
    /// Whether dx is computed as a convolution; with a stride, or with windows entirely in the border, it is scattered.
    /// </summary>
    private bool GradientIsConvolution =>
        _definition.Stride == 1 && _rows.Before < _definition.Kernel && _columns.Before < _definition.Kernel;

    private int Taps => _definition.Kernel * _definition.Kernel;

    private long TransposedFloats => InputGradient is null || !GradientIsConvolution ? 0 : TransposedPacking.Floats;

    private long GradientBytes => (_winogradGradient?.OwnBytes ?? 0)
        + (TransposedFloats + TransposedPacking.Segments + _rows.Output) * sizeof(float);

    private WeightPacking TransposedPacking => _transposedPacking ??=
        new(Packing.Groups, Packing.Inputs, Packing.Outputs, _definition.Kernel, _definition.Kernel, false);

    public override bool GradientReplacesInput => GradientIsConvolution;

    public override void SetGradients(FeatureMap output, FeatureMap? input)
    {
        base.SetGradients(output, input);
        if (input is not null && GradientIsConvolution)
        {
            // Enough zeros for every input pixel to see a whole window of dy; tiles of Winograd's do without.
            int kernel = _definition.Kernel, top = kernel - 1 - _rows.Before, left = kernel - 1 - _columns.Before;
            if (_form is null)
            {
                output.Border = new(
                    top,
                    Math.Max(0, _rows.Input - 1 + _rows.Before - (_rows.Output - 1)),
                    left,
                    Math.Max(0, _columns.Input - 1 + _columns.Before - (_columns.Output - 1)));
            }

            if (Input.Rectified)
                Context.RequestScratch(2L * Input.Shape.Width * BlockedLayout.Lanes);
        }

        if (!Packing.Interleaved)
        {
            long blockFloats = (long)Taps * BlockedLayout.Lanes * BlockedLayout.Panel;
            _chunkBlocks = (int)Math.Clamp(GradientChunkFloats / blockFloats, 1, InputBlocks);
            _chunks = (InputBlocks + _chunkBlocks - 1) / _chunkBlocks;
            _chunkBlocks = (InputBlocks + _chunks - 1) / _chunks;
            int units = Packing.Groups * Packing.Panels * _chunks;
            _batchParts = (GradientUnits + units - 1) / units;
            if (_batchParts == 1)
                Context.RequestScratch(_chunkBlocks * blockFloats);
        }

        if (_batchParts > 1)
            Context.RequestScratch(0, _batchParts * Packing.Floats);
    }

    /// <summary>Decides how the gradient of the input is computed, and requests scratch memory.</summary>
    public void ChooseGradient(int maximumBatch)
    {
        if (_form is not { } form || InputGradient is null || !GradientIsConvolution)
            return;
        int kernel = _definition.Kernel;
        _winogradGradient = new(Context, form, OutputGradient, InputGradient, TransposedPacking,
            (kernel - 1 - _rows.Before, kernel - 1 - _columns.Before), maximumBatch, keepsWeights: false)
        {
            Mask = Input.Rectified ? Input : null,
        };
    }

    public override void Backward()
    {
        FinishOutputGradient();
        bool turned = InputGradient is not null && GradientIsConvolution;
        if (turned)
            Context.Pool.Run(Packing.Groups * TransposedPacking.Panels, _transpose);
        else if (InputGradient is not null)
            Context.Pool.Run(InputGradient.Images, _scatterGradient);
        if (Learns)
            LearnWeights();
        // Last, because the gradient may overwrite the input; the transposed weights are those from before the update.
        if (_winogradGradient is not null)
            _winogradGradient.Run(_transposed!.Floats, version: 0);
        else if (turned)
            Context.Pool.Run(InputGradient!.Images * Packing.Groups * TransposedPacking.Panels, _inputGradient);
    }

    private void LearnWeights()
    {
        int units = Packing.Groups * Packing.Panels * _chunks;
        Context.Pool.Run(_batchParts * units, _weightGradient);
        if (_batchParts > 1)
            Context.Pool.Run(units, _reduceGradient);
        UpdateBiases();
    }

    private void AllocateGradient()
    {
        _gradientRows = new NativeBuffer(_rows.Output * sizeof(int));
        for (int y = 0; y < _rows.Output; y++)
            ((int*)_gradientRows.Data)[y] = y * _definition.Stride * Input.RowPitch;
        if (TransposedFloats == 0)
            return;
        _winogradGradient?.Allocate();
        _transposed = new NativeBuffer(TransposedFloats * sizeof(float));
        _gradientTaps = new NativeBuffer(TransposedPacking.Segments * sizeof(int));
        FillTaps((int*)_gradientTaps.Data, OutputGradient, OutputBlocks);
    }

    private void DisposeGradient()
    {
        _transposed?.Dispose();
        _gradientTaps?.Dispose();
        _gradientRows?.Dispose();
        _winogradGradient?.Dispose();
    }

    /// <summary>
    /// Exchanges inputs and outputs and rotates the kernel by 180 degrees: [input panel][output block][tap][16
    /// outputs][32 inputs].
    /// </summary>
    private void TransposePanel(int panel, int worker)
    {
        WeightPacking transposed = TransposedPacking;
        int group = panel / transposed.Panels, firstInput = panel % transposed.Panels * BlockedLayout.Panel;
        int inputs = Math.Min(BlockedLayout.Panel, InputBlocks * BlockedLayout.Lanes - firstInput), taps = Taps;
        float* target = _transposed!.Floats + panel * transposed.PanelFloats;
        for (int block = 0; block < OutputBlocks; block++)
        {
            float* panelWeights = Weights.Values + (group * Packing.Panels + block / 2) * Packing.PanelFloats
                + block % 2 * BlockedLayout.Lanes;
            for (int tap = 0; tap < taps; tap++, target += BlockedLayout.Lanes * BlockedLayout.Panel)
            {
                for (int i = 0; i < inputs; i++)
                {
                    int input = firstInput + i;
                    long segment = (long)(input / BlockedLayout.Lanes) * taps + (taps - 1 - tap);
                    float* source = panelWeights
                        + (segment * BlockedLayout.Lanes + input % BlockedLayout.Lanes) * BlockedLayout.Panel;
                    for (int o = 0; o < BlockedLayout.Lanes; o++)
                        target[o * BlockedLayout.Panel + i] = source[o];
                }
            }
        }
    }

    private void InputGradientUnit(int unit, int worker)
    {
        WeightPacking transposed = TransposedPacking;
        FeatureMap dy = OutputGradient, dx = InputGradient!;
        int panels = Packing.Groups * transposed.Panels, panel = unit % panels, image = unit / panels;
        int group = panel / transposed.Panels, block = panel % transposed.Panels * 2, firstBlock = group * InputBlocks
            + block;
        bool two = block + 1 < InputBlocks;
        float* weights = _transposed!.Floats + panel * transposed.PanelFloats;
        float* x = dy.Block(image, group * OutputBlocks)
            - dy.Padding(_definition.Kernel - 1 - _rows.Before, _definition.Kernel - 1 - _columns.Before);
        float* outA = dx.Block(image, firstBlock), outB = two ? dx.Block(image, firstBlock + 1) : null;
        var job = new TileJob
        {
            Offsets = (int*)_gradientTaps!.Data,
            Segments = transposed.Segments,
            Length = BlockedLayout.Lanes,
            XPixel = BlockedLayout.Lanes,
            XStep = 1,
            A = weights,
            B = two ? weights + BlockedLayout.Lanes : null,
            VectorStep = BlockedLayout.Panel,
            VectorSegment = BlockedLayout.Lanes * BlockedLayout.Panel,
            OutPixel = BlockedLayout.Lanes,
            Pixels = dx.Width,
        };
        int count = dx.Width * BlockedLayout.Lanes;
        float* rectified = Context.WorkerScratch(worker);
        for (int row = 0; row < dx.Height; row++)
        {
            float* rowA = outA + row * dx.RowPitch, rowB = two ? outB + row * dx.RowPitch : null;
            job.X = x + row * dy.RowPitch;
            job.OutA = Input.Rectified ? rectified : rowA;
            job.OutB = Input.Rectified && two ? rectified + count : rowB;
            Context.Kernels.Multiply(job);
            if (!Input.Rectified)
                continue;
            Context.Kernels.ReluGradient(job.OutA, Input.Block(image, firstBlock) + row * Input.RowPitch, rowA, count);
            if (two)
            {
                Context.Kernels.ReluGradient(job.OutB, Input.Block(image, firstBlock + 1) + row * Input.RowPitch, rowB,
                    count);
            }
        }
    }

    /// <summary>
    /// Computes dx of one image with a stride: every output pixel adds to its input pixels. No preset needs it.
    /// </summary>
    private void ScatterGradientUnit(int image, int worker)
    {
        FeatureMap dy = OutputGradient, dx = InputGradient!;
        int kernel = _definition.Kernel, stride = _definition.Stride;
        for (int block = 0; block < dx.Blocks; block++)
        {
            for (int y = 0; y < dx.Height; y++)
                new Span<float>(dx.Block(image, block) + y * dx.RowPitch, dx.Width * BlockedLayout.Lanes).Clear();
        }

        for (int outBlock = 0; outBlock < dy.Blocks; outBlock++)
        {
            int group = outBlock / OutputBlocks, inGroup = outBlock % OutputBlocks;
            float* panel = Weights.Values + (group * Packing.Panels + inGroup / 2) * Packing.PanelFloats
                + inGroup % 2 * BlockedLayout.Lanes;
            for (int segment = 0; segment < Packing.Segments; segment++)
            {
                int tapRow = segment % Taps / kernel, tapColumn = segment % kernel;
                float* target = dx.Block(image, group * (Packing.Groups == 1 ? 0 : InputBlocks) + segment / Taps);
                float* weights = panel + (long)segment * BlockedLayout.Lanes * BlockedLayout.Panel;
                for (int row = 0; row < dy.Height; row++)
                {
                    int y = row * stride + tapRow - _rows.Before;
                    if (y < 0 || y >= dx.Height)
                        continue;
                    for (int column = 0; column < dy.Width; column++)
                    {
                        int x = column * stride + tapColumn - _columns.Before;
                        if (x < 0 || x >= dx.Width)
                            continue;
                        float* gradient = dy.Block(image, outBlock) + row * dy.RowPitch + column * BlockedLayout.Lanes;
                        float* place = target + y * dx.RowPitch + x * BlockedLayout.Lanes;
                        for (int i = 0; i < BlockedLayout.Lanes; i++)
                        {
                            float sum = 0;
                            for (int o = 0; o < BlockedLayout.Lanes; o++)
                                sum += gradient[o] * weights[i * BlockedLayout.Panel + o];
                            place[i] += sum;
                        }
                    }
                }
            }
        }

        for (int block = 0; Input.Rectified && block < dx.Blocks; block++)
        {
            for (int y = 0; y < dx.Height; y++)
            {
                float* row = dx.Block(image, block) + y * dx.RowPitch;
                Context.Kernels.ReluGradient(row, Input.Block(image, block) + y * Input.RowPitch, row,
                    dx.Width * BlockedLayout.Lanes);
            }
        }
    }

    /// <summary>Returns a job whose steps are the pixels of dy's rows, for one panel of outputs of one image.</summary>
    private TileJob GradientJob(int panel, int image, float* sum, bool accumulate)
    {
        int group = panel / Packing.Panels, block = panel % Packing.Panels * 2, firstBlock = group * OutputBlocks
            + block;
        bool two = block + 1 < OutputBlocks;
        return new TileJob
        {
            Offsets = (int*)_gradientRows!.Data,
            Segments = OutputGradient.Height,
            Length = OutputGradient.Width,
            XPixel = 1,
            XStep = _definition.Stride * Input.PixelPitch,
            A = OutputGradient.Block(image, firstBlock),
            B = two ? OutputGradient.Block(image, firstBlock + 1) : null,
            VectorStep = BlockedLayout.Lanes,
            VectorSegment = OutputGradient.RowPitch,
            OutA = sum,
            OutB = two ? sum + BlockedLayout.Lanes : null,
            OutPixel = BlockedLayout.Panel,
            Pixels = BlockedLayout.Lanes,
            Accumulate = accumulate,
        };
    }

    private void BlockedGradientUnit(int unit, int worker)
    {
        (int part, int chunk) = Math.DivRem(unit, Packing.Groups * Packing.Panels * _chunks);
        int panel = chunk / _chunks, group = panel / Packing.Panels, first = chunk % _chunks * _chunkBlocks;
        int blocks = Math.Min(_chunkBlocks, InputBlocks - first), images = OutputGradient.Images;
        bool byTaps = Context.Kernels.HasTapTiles && _definition.Stride == 1 && _definition.Kernel > 1;
        GradientRegion region = RegionOf(chunk);
        float* sums = _batchParts > 1
            ? Context.SharedScratch + part * Packing.Floats + region.Offset
            : Context.WorkerScratch(worker);
        new Span<float>(sums, region.Count).Clear();
        for (int image = images * part / _batchParts; image < images * (part + 1) / _batchParts; image++)
        {
            TileJob job = GradientJob(panel, image, sums, accumulate: true);
            for (int block = first; block < first + blocks; block++)
            {
                float* x = Input.Block(image, (Packing.Groups == 1 ? 0 : group * InputBlocks) + block)
                    - Input.Padding(_rows.Before, _columns.Before);
                float* sum = sums + (long)(block - first) * Taps * BlockedLayout.Lanes * BlockedLayout.Panel;
                if (byTaps)
                    SumTaps(ref job, x, sum);
                else
                    SumTapByTap(ref job, x, sum);
            }
        }

        if (_batchParts == 1)
            Apply(region, sums);
    }

    /// <summary>Sums the gradients of one input block of one image, 16 channels at a time.</summary>
    private void SumTapByTap(ref TileJob job, float* x, float* sum)
    {
        int kernel = _definition.Kernel;
        for (int tap = 0; tap < Taps; tap++)
        {
            job.X = x + tap / kernel * Input.RowPitch + tap % kernel * Input.PixelPitch;
            job.OutA = sum + tap * BlockedLayout.Lanes * BlockedLayout.Panel;
            job.OutB = job.B == null ? null : job.OutA + BlockedLayout.Lanes;
            Context.Kernels.Multiply(job);
        }
    }

    /// <summary>
    /// Sums the gradients of one input block, up to three taps of a kernel row by four channels at a time.
    /// </summary>
    private void SumTaps(ref TileJob job, float* x, float* sum)
    {
        int kernel = _definition.Kernel;
        for (int row = 0; row < kernel; row++)
        {
            for (int column = 0, taps; column < kernel; column += taps)
            {
                // Nearly equal shares: 5 = 3 + 2, 4 = 2 + 2.
                int tiles = (kernel - column + TapGradientTile.Taps - 1) / TapGradientTile.Taps;
                taps = (kernel - column + tiles - 1) / tiles;
                job.Pixels = taps * TapGradientTile.Channels;
                for (int channel = 0; channel < BlockedLayout.Lanes; channel += TapGradientTile.Channels)
                {
                    job.X = x + row * Input.RowPitch + column * Input.PixelPitch + channel;
                    job.OutA = sum + ((row * kernel + column) * BlockedLayout.Lanes + channel) * BlockedLayout.Panel;
                    job.OutB = job.B == null ? null : job.OutA + BlockedLayout.Lanes;
                    Context.Kernels.MultiplyTaps(job);
                }
            }
        }
    }

    private void InterleavedGradientUnit(int unit, int worker)
    {
        int panels = Packing.Groups * Packing.Panels, part = unit / panels, panel = unit % panels, images =
            OutputGradient.Images;
        float* sums = Context.SharedScratch + part * Packing.Floats + panel * Packing.PanelFloats;
        new Span<float>(sums, (int)Packing.PanelFloats).Clear();
        for (int image = images * part / _batchParts; image < images * (part + 1) / _batchParts; image++)
        {
            float* x = Input.Data + image * Input.ImagePitch;
            TileJob job = GradientJob(panel, image, sums, accumulate: true);
            job.Pixels = Packing.Length;
            for (int row = 0; row < _definition.Kernel; row++)
            {
                job.X = x + row * Input.RowPitch;
                Context.Kernels.Multiply(job);
                job.OutA += Packing.Length * BlockedLayout.Panel;
                if (job.B != null)
                    job.OutB += Packing.Length * BlockedLayout.Panel;
            }
        }
    }

    private void ReduceGradientUnit(int chunk, int worker)
    {
        GradientRegion region = RegionOf(chunk);
        float* sums = Context.SharedScratch + region.Offset;
        for (int part = 1; part < _batchParts; part++)
            Context.Kernels.AddScaled(sums, sums + part * Packing.Floats, 1, replace: false, region.Count);
        Apply(region, sums);
    }

    private void Apply(GradientRegion region, float* sums)
    {
        Packing.ClearBetweenTowers(sums, region.Panel, region.FirstSegment, region.Segments);
        UpdateWeights(region.Offset, sums, region.Count);
    }

    /// <summary>Returns the weights of a chunk of input blocks of a panel; interleaved, all of a panel.</summary>
    private GradientRegion RegionOf(int chunk)
    {
        int panel = chunk / _chunks, first = chunk % _chunks * _chunkBlocks * Taps;
        int segments = Packing.Interleaved
            ? Packing.Segments
            : Math.Min(_chunkBlocks * Taps, InputBlocks * Taps - first);
        int segmentFloats = Packing.Length * BlockedLayout.Panel;
        return new(panel, first, segments, panel * Packing.PanelFloats + (long)first * segmentFloats,
            segments * segmentFloats);
    }

    private readonly record struct GradientRegion(int Panel, int FirstSegment, int Segments, long Offset, int Count);
}
