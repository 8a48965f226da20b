using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>Local response normalization within maps. Backward recomputes the scale from the input.</summary>
internal sealed unsafe class MapNormalizationStage : Stage
{
    private readonly LocalResponseNormalizationDefinition _definition;
    private readonly Action<int, int> _forward, _backward;

    public MapNormalizationStage(EngineContext context, FeatureMap input, FeatureMap output,
        LocalResponseNormalizationDefinition definition)
        : base(context, input, output)
    {
        _definition = definition;
        _forward = ForwardUnit;
        _backward = BackwardUnit;
        context.RequestScratch(MapNormalizationJob.ScratchFloats(input.Shape.Height, input.Shape.Width));
    }

    public override bool KeepsInput => true;

    public override bool KeepsOutput => false;

    public override void Forward() => Context.Pool.Run(Input.Images * Input.Blocks, _forward);

    public override void Backward() => Context.Pool.Run(Input.Images * Input.Blocks, _backward);

    private MapNormalizationJob Job(int image, int block, int worker) => new()
    {
        X = Input.Block(image, block),
        XRow = Input.RowPitch,
        Height = Input.Height,
        Width = Input.Width,
        Reach = _definition.Size / 2,
        Alpha = (float)_definition.EffectiveAlpha,
        Beta = (float)_definition.Beta,
        K = (float)_definition.K,
        Rectified = Input.Rectified,
        Scratch = Context.WorkerScratch(worker),
    };

    private void ForwardUnit(int unit, int worker)
    {
        int image = unit / Input.Blocks, block = unit % Input.Blocks;
        MapNormalizationJob job = Job(image, block, worker);
        job.Y = Output.Block(image, block);
        job.YRow = Output.RowPitch;
        Context.Kernels.NormalizeMap(job);
    }

    private void BackwardUnit(int unit, int worker)
    {
        int image = unit / Input.Blocks, block = unit % Input.Blocks;
        MapNormalizationJob job = Job(image, block, worker);
        job.Dy = OutputGradient.Block(image, block);
        job.DyRow = OutputGradient.RowPitch;
        job.Dx = InputGradient!.Block(image, block);
        job.DxRow = InputGradient.RowPitch;
        Context.Kernels.NormalizeMapGradient(job);
    }
}
