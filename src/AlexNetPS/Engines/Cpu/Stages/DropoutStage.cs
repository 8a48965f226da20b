using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Randomness;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Inverted dropout in place. A value is dropped when its number of the stream (seed, step, layer) is below the probability;
/// the number's position is the value's index in the batch in the order [image][channel][row][column]. One byte for every value
/// keeps the mask for the way back.
/// </summary>
internal sealed unsafe class DropoutStage : Stage
{
    private readonly int _layer;
    private readonly uint _threshold;
    private readonly float _scale;
    private readonly Action<int, int> _forward, _backward;
    private NativeBuffer? _mask;

    public DropoutStage(EngineContext context, FeatureMap map, int layer, double probability)
        : base(context, map, map)
    {
        _layer = layer;
        _threshold = (uint)Math.Min(probability * 4294967296.0, uint.MaxValue);
        _scale = (float)(1 / (1 - probability));
        _forward = ForwardUnit;
        _backward = BackwardUnit;
    }

    public override bool TrainingOnly => true;

    public override bool KeepsInput => false;

    public override bool KeepsOutput => false;

    // Values of one image in blocks of 16.
    private int ImageValues => Output.Blocks * Output.Shape.Height * Output.Shape.Width * BlockedLayout.Lanes;

    public override long OwnBytes(int maximumBatch, bool training) => training ? (long)maximumBatch * ImageValues : 0;

    public override void Allocate(int maximumBatch, bool training)
    {
        if (training) _mask = new NativeBuffer(OwnBytes(maximumBatch, training));
    }

    public override void Forward() => Context.Pool.Run(Context.Count, _forward);

    public override void Backward() => Context.Pool.Run(Context.Count, _backward);

    public override void Dispose() => _mask?.Dispose();

    private void ForwardUnit(int image, int worker)
    {
        DrawMask(image);
        Apply(Output, image);
    }

    private void BackwardUnit(int image, int worker) => Apply(OutputGradient, image);

    private void Apply(FeatureMap map, int image)
    {
        int height = map.Shape.Height, row = map.Shape.Width * BlockedLayout.Lanes;
        byte* mask = _mask!.Data + (long)image * ImageValues;
        for (int block = 0; block < map.Blocks; block++)
        {
            for (int y = 0; y < height; y++, mask += row)
            {
                float* x = map.Layout == FeatureLayout.Flat
                    ? map.Block(0, block) + (long)image * BlockedLayout.Lanes
                    : map.Block(image, block) + y * map.RowPitch;
                Context.Kernels.ApplyMask(x, mask, _scale, row);
            }
        }
    }

    /// <summary>Draws in the contract's order and writes in the order of blocks.</summary>
    private void DrawMask(int image)
    {
        var stream = new RandomStream(Context.Step.Seed, RandomPurpose.Dropout, (uint)Context.Step.Batch, (uint)_layer);
        int plane = Output.Shape.Height * Output.Shape.Width, channel = 0, pixel = 0;
        long values = (long)Output.Shape.Channels * plane, start = image * values;
        byte* mask = _mask!.Data + (long)image * ImageValues;
        uint* four = stackalloc uint[4];
        for (long position = start; position < start + values; position++)
        {
            if (position == start || (position & 3) == 0) stream.Block((uint)(position >> 2), out four[0], out four[1], out four[2], out four[3]);
            byte* place = mask + ((long)(channel / BlockedLayout.Lanes) * plane + pixel) * BlockedLayout.Lanes + channel % BlockedLayout.Lanes;
            *place = four[position & 3] < _threshold ? (byte)0 : (byte)1;
            if (++pixel < plane) continue;
            pixel = 0;
            channel++;
        }
    }
}
