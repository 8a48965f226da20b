using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>Average pooling of windows.</summary>
internal sealed unsafe class AveragePoolStage : Stage
{
    private readonly Window _rows, _columns;
    private readonly Action<int, int> _forward, _backward;

    public AveragePoolStage(EngineContext context, FeatureMap input, FeatureMap output, NetworkLayer layer)
        : base(context, input, output)
    {
        var pool = (AveragePoolDefinition)layer.Definition;
        _rows = pool.Rows(layer.InputShape);
        _columns = pool.Columns(layer.InputShape);
        _forward = (unit, _) => Context.Kernels.AveragePool(Job(unit, Input, Output));
        _backward = BackwardUnit;
    }

    public override bool KeepsInput => Input.Rectified;

    public override bool KeepsOutput => false;

    public override void Forward() => Context.Pool.Run(Output.Images * Output.Blocks, _forward);

    public override void Backward() => Context.Pool.Run(Output.Images * Output.Blocks, _backward);

    private AveragePoolJob Job(int unit, FeatureMap wide, FeatureMap narrow) => new()
    {
        In = wide.Block(unit / Output.Blocks, unit % Output.Blocks),
        InRow = wide.RowPitch,
        Out = narrow.Block(unit / Output.Blocks, unit % Output.Blocks),
        OutRow = narrow.RowPitch,
        Rows = _rows,
        Columns = _columns,
    };

    private void BackwardUnit(int unit, int worker)
    {
        AveragePoolJob job = Job(unit, InputGradient!, OutputGradient);
        if (Input.Rectified)
        {
            job.Rectified = Input.Block(unit / Output.Blocks, unit % Output.Blocks);
            job.RectifiedRow = Input.RowPitch;
        }

        Context.Kernels.AveragePoolGradient(job);
    }
}
