using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Local response normalization across channels (paper section 3.3). Backward recomputes the scale from the input.
/// </summary>
internal sealed unsafe class NormalizationStage : Stage
{
    private readonly LocalResponseNormalizationDefinition _definition;
    private readonly Action<int, int> _forward, _backward;

    public NormalizationStage(EngineContext context, FeatureMap input, FeatureMap output,
        LocalResponseNormalizationDefinition definition)
        : base(context, input, output)
    {
        _definition = definition;
        _forward = (image, worker) => Rows(image, worker, backward: false);
        _backward = (image, worker) => Rows(image, worker, backward: true);
        context.RequestScratch(NormalizationJob.ScratchFloats(input.Blocks, definition.Size / 2));
    }

    public override bool KeepsInput => true;

    public override bool KeepsOutput => false;

    // A flat map is one image whose pixels are the batch.
    private int Units => Input.Images * Input.Height;

    public override void Forward() => Context.Pool.Run(Units, _forward);

    public override void Backward() => Context.Pool.Run(Units, _backward);

    private void Rows(int unit, int worker, bool backward)
    {
        int image = unit / Input.Height, row = unit % Input.Height;
        NormalizationJob job = NormalizationJob.For(_definition, Input, image, row, Context.WorkerScratch(worker));
        if (backward)
        {
            job.Dy = OutputGradient.Block(image, 0) + row * OutputGradient.RowPitch;
            job.DyBlock = OutputGradient.BlockPitch;
            job.Dx = InputGradient!.Block(image, 0) + row * InputGradient.RowPitch;
            job.DxBlock = InputGradient.BlockPitch;
            Context.Kernels.NormalizeGradient(job);
        }
        else
        {
            job.Y = Output.Block(image, 0) + row * Output.RowPitch;
            job.YBlock = Output.BlockPitch;
            Context.Kernels.Normalize(job);
        }
    }
}
