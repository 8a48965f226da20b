using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>Max pooling. Training keeps one byte per output: the position of the maximum in its window.</summary>
internal unsafe class MaxPoolStage : Stage
{
    // The position of a maximum must fit a byte, in addition to the value for none.
    private const int LargestKernel = 15;

    private readonly Window _rows, _columns;
    private readonly Action<int, int> _forward, _backward;
    private NativeBuffer? _winners;

    public MaxPoolStage(EngineContext context, FeatureMap input, FeatureMap output, NetworkLayer layer)
        : base(context, input, output)
    {
        Pool = (MaxPoolDefinition)layer.Definition;
        if (Pool.Kernel > LargestKernel)
        {
            throw new EngineException($"Layer '{layer.Name}': the CPU engine pools windows up to "
                + $"{LargestKernel}x{LargestKernel}, not {Pool.Kernel}x{Pool.Kernel}.");
        }

        _rows = Pool.Rows(layer.InputShape);
        _columns = Pool.Columns(layer.InputShape);
        _forward = ForwardUnit;
        _backward = BackwardUnit;
    }

    protected MaxPoolDefinition Pool { get; }

    public override bool KeepsInput => false;

    public override bool KeepsOutput => false;

    private int WinnersPerBlock => Output.Height * Output.Width * BlockedLayout.Lanes;

    public override long OwnBytes(int maximumBatch, bool training) =>
        training
            ? (long)maximumBatch * Output.Blocks * Output.Shape.Height * Output.Shape.Width * BlockedLayout.Lanes
            : 0;

    public override void Allocate(int maximumBatch, bool training)
    {
        if (training)
            _winners = new NativeBuffer(OwnBytes(maximumBatch, training));
    }

    public override void Forward() => Context.Pool.Run(Output.Images * Output.Blocks, _forward);

    public override void Backward() => Context.Pool.Run(Output.Images * Output.Blocks, _backward);

    public override void Dispose() => _winners?.Dispose();

    /// <summary>Returns the job of a block of an image, starting at its first output row.</summary>
    protected PoolJob Job(int image, int block) => new()
    {
        Height = Input.Height,
        Width = Input.Width,
        Outputs = Output.Width,
        Kernel = Pool.Kernel,
        Stride = Pool.Stride,
        Top = _rows.Before,
        Left = _columns.Before,
        Rectified = Input.Rectified,
        Winners = _winners is null ? null : _winners.Data + ((long)image * Output.Blocks + block) * WinnersPerBlock,
    };

    private void ForwardUnit(int unit, int worker)
    {
        int image = unit / Output.Blocks, block = unit % Output.Blocks;
        PoolJob job = Job(image, block);
        job.In = Input.Block(image, block);
        job.InRow = Input.RowPitch;
        job.Out = Output.Block(image, block);
        for (; job.Row < Output.Height; job.Row++)
        {
            Context.Kernels.MaxPool(job);
            job.Out += Output.RowPitch;
            if (job.Winners != null)
                job.Winners += Output.Width * BlockedLayout.Lanes;
        }
    }

    private void BackwardUnit(int unit, int worker)
    {
        int image = unit / Output.Blocks, block = unit % Output.Blocks;
        FeatureMap dx = InputGradient!;
        PoolJob job = Job(image, block);
        job.In = dx.Block(image, block);
        job.InRow = dx.RowPitch;
        job.Out = OutputGradient.Block(image, block);
        for (int row = 0; row < dx.Height; row++)
            new Span<float>(job.In + row * dx.RowPitch, dx.Width * BlockedLayout.Lanes).Clear();
        for (; job.Row < Output.Height; job.Row++)
        {
            Context.Kernels.MaxPoolGradient(job);
            job.Out += OutputGradient.RowPitch;
            job.Winners += Output.Width * BlockedLayout.Lanes;
        }
    }
}
