using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Local response normalization and max pooling, a band of rows at a time. The map between the two, the largest of the
/// paper's network, exists only as a band in the L2 cache.
/// </summary>
internal sealed unsafe class NormalizedPoolStage : MaxPoolStage
{
    private const long BandFloats = 64 * 1024;

    private readonly LocalResponseNormalizationDefinition _normalization;
    private readonly Window _rows;
    private readonly Action<int, int> _forward, _backward;
    private readonly int _bandRows, _bandOutputs, _outputBands, _inputBands;
    private readonly long _kernelFloats;

    public NormalizedPoolStage(EngineContext context, FeatureMap input, FeatureMap output,
        LocalResponseNormalizationDefinition normalization, NetworkLayer pool)
        : base(context, input, output, pool)
    {
        _normalization = normalization;
        _rows = Pool.Rows(pool.InputShape);
        _forward = ForwardUnit;
        _backward = BackwardUnit;
        int height = pool.InputShape.Height;
        _bandRows = Math.Min((int)Math.Max(BandFloats / (input.Blocks * RowFloats), Pool.Kernel), height);
        _bandOutputs = Math.Max((_bandRows - Pool.Kernel) / Pool.Stride + 1, 1);
        _outputBands = (pool.OutputShape.Height + _bandOutputs - 1) / _bandOutputs;
        _inputBands = (height + _bandRows - 1) / _bandRows;
        _kernelFloats = NormalizationJob.ScratchFloats(input.Blocks, normalization.Size / 2);
        context.RequestScratch(_kernelFloats + input.Blocks * BandPitch);
    }

    public override bool KeepsInput => true;

    private int RowFloats => Input.Shape.Width * BlockedLayout.Lanes;

    // An odd number of cache lines, so that the blocks of a pixel do not map to one cache set.
    private int BandPitch => (_bandRows * Input.Shape.Width | 1) * BlockedLayout.Lanes;

    public override void Forward() => Context.Pool.Run(Output.Images * _outputBands, _forward);

    public override void Backward() => Context.Pool.Run(Input.Images * _inputBands, _backward);

    /// <summary>
    /// Writes the normalized maps, which <see cref="Forward"/> does not keep, in the order of <see cref="INetwork"/>.
    /// </summary>
    public void ExportNormalized(Span<float> destination)
    {
        var one = new FeatureMap(Input.Shape, FeatureLayout.Blocked);
        one.SetCount(1);
        using var memory = new NativeBuffer(one.Bytes(1));
        one.Data = memory.Floats;
        fixed (float* target = destination)
        {
            for (int image = 0; image < Input.Images; image++)
            {
                Normalize(image, 0, Input.Height, Context.WorkerScratch(0), one.Data, one.BlockPitch);
                FeatureMapCopy.Export(one, 0, target + image * one.Shape.Count);
            }
        }
    }

    private void Normalize(int image, int top, int bottom, float* scratch, float* target, int pitch)
    {
        for (int row = top; row < bottom; row++)
        {
            NormalizationJob job = NormalizationJob.For(_normalization, Input, image, row, scratch);
            job.Y = target + (row - top) * RowFloats;
            job.YBlock = pitch;
            Context.Kernels.Normalize(job);
        }
    }

    private void ForwardUnit(int unit, int worker)
    {
        int image = unit / _outputBands, first = unit % _outputBands * _bandOutputs, last =
            Math.Min(first + _bandOutputs, Output.Height);
        int top = Math.Max(first * Pool.Stride - _rows.Before, 0), bottom =
            Math.Min((last - 1) * Pool.Stride - _rows.Before + Pool.Kernel, Input.Height);
        float* scratch = Context.WorkerScratch(worker), band = scratch + _kernelFloats;
        Normalize(image, top, bottom, scratch, band, BandPitch);
        for (int block = 0; block < Output.Blocks; block++)
        {
            PoolJob job = BandJob(image, block, first, band, top, bottom);
            job.Out = Output.Block(image, block) + first * Output.RowPitch;
            for (; job.Row < last; job.Row++)
            {
                Context.Kernels.MaxPool(job);
                job.Out += Output.RowPitch;
                if (job.Winners != null)
                    job.Winners += Output.Width * BlockedLayout.Lanes;
            }
        }
    }

    private void BackwardUnit(int unit, int worker)
    {
        int image = unit / _inputBands, top = unit % _inputBands * _bandRows, bottom =
            Math.Min(top + _bandRows, Input.Height);
        // Output rows whose windows overlap the band.
        int first = Math.Max(top + _rows.Before - Pool.Kernel + Pool.Stride, 0) / Pool.Stride;
        int last = Math.Min((bottom - 1 + _rows.Before) / Pool.Stride + 1, Output.Height);
        float* scratch = Context.WorkerScratch(worker), band = scratch + _kernelFloats;
        for (int block = 0; block < Output.Blocks; block++)
        {
            PoolJob job = BandJob(image, block, first, band, top, bottom);
            new Span<float>(job.In, (bottom - top) * RowFloats).Clear();
            job.Out = OutputGradient.Block(image, block) + first * OutputGradient.RowPitch;
            for (; job.Row < last; job.Row++)
            {
                Context.Kernels.MaxPoolGradient(job);
                job.Out += OutputGradient.RowPitch;
                job.Winners += Output.Width * BlockedLayout.Lanes;
            }
        }

        FeatureMap dx = InputGradient!;
        for (int row = top; row < bottom; row++)
        {
            NormalizationJob job = NormalizationJob.For(_normalization, Input, image, row, scratch);
            job.Dy = band + (row - top) * RowFloats;
            job.DyBlock = BandPitch;
            job.Dx = dx.Block(image, 0) + row * dx.RowPitch;
            job.DxBlock = dx.BlockPitch;
            Context.Kernels.NormalizeGradient(job);
        }
    }

    /// <summary>Returns the pooling job of a band; rows of windows outside it are skipped.</summary>
    private PoolJob BandJob(int image, int block, int first, float* band, int top, int bottom)
    {
        PoolJob job = Job(image, block);
        job.In = band + block * BandPitch;
        job.InRow = RowFloats;
        job.Row = first;
        job.Top += top;
        job.Height = bottom - top;
        if (job.Winners != null)
            job.Winners += (long)first * Output.Width * BlockedLayout.Lanes;
        return job;
    }
}
