using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// ReLU or tanh in place, if it is not fused into the layer before it. Gradients are computed from the output.
/// </summary>
internal sealed unsafe class ActivationStage : Stage
{
    private readonly ActivationFunction _function;
    private readonly Action<int, int> _forward, _backward;

    public ActivationStage(EngineContext context, FeatureMap map, ActivationFunction function)
        : base(context, map, map)
    {
        _function = function;
        _forward = ForwardUnit;
        _backward = BackwardUnit;
    }

    public override bool KeepsInput => false;

    public override bool KeepsOutput => true;

    public override void Forward() => Context.Pool.Run(Output.Images * Output.Blocks, _forward);

    public override void Backward() => Context.Pool.Run(Output.Images * Output.Blocks, _backward);

    private void ForwardUnit(int unit, int worker)
    {
        float* x = Output.Block(unit / Output.Blocks, unit % Output.Blocks);
        int count = Output.Width * Output.PixelPitch;
        for (int row = 0; row < Output.Height; row++, x += Output.RowPitch)
        {
            if (_function == ActivationFunction.Relu)
                Context.Kernels.Relu(x, count);
            else
                Context.Kernels.Tanh(x, count);
        }
    }

    private void BackwardUnit(int unit, int worker)
    {
        int image = unit / Output.Blocks, block = unit % Output.Blocks;
        float* y = Output.Block(image, block), dy = OutputGradient.Block(image, block);
        for (int row = 0; row < Output.Height; row++, y += Output.RowPitch, dy += OutputGradient.RowPitch)
        {
            if (_function == ActivationFunction.Relu)
                Context.Kernels.ReluGradient(dy, y, dy, Output.Width * BlockedLayout.Lanes);
            else
                Context.Kernels.TanhGradient(dy, y, Output.Width * BlockedLayout.Lanes);
        }
    }
}
