using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Converts between feature maps [image][block][row][column][16] and the flat order of linear layers [block, row,
/// column][image][16], in either direction. Whole cache lines are copied.
/// </summary>
internal sealed unsafe class ReshapeStage : Stage
{
    private readonly Action<int, int> _forward, _backward;

    public ReshapeStage(EngineContext context, FeatureMap input, FeatureMap output)
        : base(context, input, output)
    {
        _forward = (image, _) => Move(Input, Output, image, null);
        _backward = (image, _) => Move(OutputGradient, InputGradient!, image, Input.Rectified ? Input : null);
    }

    public override bool KeepsInput => Input.Rectified;

    public override bool KeepsOutput => false;

    public override void Forward() => Context.Pool.Run(Context.Count, _forward);

    public override void Backward() => Context.Pool.Run(Context.Count, _backward);

    /// <param name="from">Source.</param>
    /// <param name="to">Destination.</param>
    /// <param name="image">The image.</param>
    /// <param name="rectified">Map of the shape of <paramref name="to"/>: zeros are written where it is not positive.
    /// Null: everything is copied.</param>
    private void Move(FeatureMap from, FeatureMap to, int image, FeatureMap? rectified)
    {
        bool flatten = to.Layout == FeatureLayout.Flat;
        FeatureMap map = flatten ? from : to, flat = flatten ? to : from;
        float* line = flat.Data + (long)image * BlockedLayout.Lanes;
        for (int block = 0; block < map.Blocks; block++)
        {
            for (int y = 0; y < map.Height; y++)
            {
                float* pixel = map.Block(image, block) + y * map.RowPitch;
                for (int x = 0; x < map.Width; x++, pixel += BlockedLayout.Lanes, line += flat.BlockPitch)
                {
                    float* source = flatten ? pixel : line, target = flatten ? line : pixel;
                    if (rectified is not null)
                    {
                        float* value = flatten
                            ? rectified.Data + (line - flat.Data)
                            : rectified.Block(image, block) + y * rectified.RowPitch + x * BlockedLayout.Lanes;
                        Context.Kernels.ReluGradient(source, value, target, BlockedLayout.Lanes);
                        continue;
                    }

                    Buffer.MemoryCopy(source, target, BlockedLayout.Lanes * sizeof(float),
                        BlockedLayout.Lanes * sizeof(float));
                }
            }
        }
    }
}
