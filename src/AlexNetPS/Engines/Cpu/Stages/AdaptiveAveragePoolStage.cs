using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Average pooling to a fixed size. The maps of the presets already have that size and need no such stage.
/// </summary>
internal sealed unsafe class AdaptiveAveragePoolStage : Stage
{
    private readonly Action<int, int> _forward, _backward;

    public AdaptiveAveragePoolStage(EngineContext context, FeatureMap input, FeatureMap output)
        : base(context, input, output)
    {
        _forward = (unit, _) => Windows(unit, backward: false);
        _backward = (unit, _) => Windows(unit, backward: true);
    }

    // The gradient is summed in place.
    public override bool GradientReplacesInput => false;

    public override bool KeepsInput => Input.Rectified;

    public override bool KeepsOutput => false;

    public override void Forward() => Context.Pool.Run(Output.Images * Output.Blocks, _forward);

    public override void Backward() => Context.Pool.Run(Output.Images * Output.Blocks, _backward);

    private static (int First, int Last) Range(int index, int inputs, int outputs) =>
        (index * inputs / outputs, ((index + 1) * inputs + outputs - 1) / outputs);

    private void Windows(int unit, bool backward)
    {
        int image = unit / Output.Blocks, block = unit % Output.Blocks;
        FeatureMap wide = backward ? InputGradient! : Input, narrow = backward ? OutputGradient : Output;
        float* from = wide.Block(image, block), to = narrow.Block(image, block);
        if (backward)
        {
            for (int y = 0; y < wide.Height; y++)
                new Span<float>(from + y * wide.RowPitch, wide.Width * BlockedLayout.Lanes).Clear();
        }

        for (int row = 0; row < narrow.Height; row++)
        {
            (int top, int bottom) = Range(row, wide.Height, narrow.Height);
            for (int column = 0; column < narrow.Width; column++)
            {
                (int left, int right) = Range(column, wide.Width, narrow.Width);
                float* value = to + row * narrow.RowPitch + column * BlockedLayout.Lanes;
                float share = 1f / ((bottom - top) * (right - left));
                for (int lane = 0; lane < BlockedLayout.Lanes; lane++)
                {
                    float sum = 0, spread = value[lane] * share;
                    for (int y = top; y < bottom; y++)
                    {
                        for (int x = left; x < right; x++)
                        {
                            float* place = from + y * wide.RowPitch + x * BlockedLayout.Lanes + lane;
                            if (backward)
                                *place += spread;
                            else
                                sum += *place;
                        }
                    }

                    if (!backward)
                        value[lane] = sum * share;
                }
            }
        }

        for (int y = 0; backward && Input.Rectified && y < wide.Height; y++)
        {
            float* row = from + y * wide.RowPitch;
            Context.Kernels.ReluGradient(row, Input.Block(image, block) + y * Input.RowPitch, row,
                wide.Width * BlockedLayout.Lanes);
        }
    }
}
