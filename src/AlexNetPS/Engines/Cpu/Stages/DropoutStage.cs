using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Randomness;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Inverted dropout in place; see <see cref="DropoutNumbers"/>. The mask is kept for the backward pass, one byte per
/// value.
/// </summary>
internal sealed unsafe class DropoutStage : Stage
{
    private readonly int _layer;
    private readonly uint _threshold;
    private readonly float _scale;
    private readonly bool _restores;
    private readonly int _channels, _firstChannel;
    private readonly Action<int, int> _forward, _backward;
    private NativeBuffer? _mask;

    /// <param name="context">The context of the network.</param>
    /// <param name="map">Input and output.</param>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="probability">Probability of dropping a value.</param>
    /// <param name="restores">Whether the backward pass of the previous stage reads the values before dropout.</param>
    /// <param name="channels">Channels of the layer, of which the map may have a part.</param>
    /// <param name="firstChannel">The first one in the map.</param>
    public DropoutStage(EngineContext context, FeatureMap map, int layer, double probability, bool restores,
        int channels, int firstChannel)
        : base(context, map, map)
    {
        _layer = layer;
        _restores = restores;
        (_channels, _firstChannel) = (channels, firstChannel);
        _threshold = DropoutNumbers.Threshold(probability);
        _scale = DropoutNumbers.Scale(probability);
        _forward = ForwardUnit;
        _backward = BackwardUnit;
    }

    public override bool TrainingOnly => true;

    public override bool KeepsInput => false;

    public override bool KeepsOutput => false;

    // Values per image in blocks of 16.
    private int ImageValues => Output.Blocks * Output.Shape.Height * Output.Shape.Width * BlockedLayout.Lanes;

    public override long OwnBytes(int maximumBatch, bool training) => training ? (long)maximumBatch * ImageValues : 0;

    public override void Allocate(int maximumBatch, bool training)
    {
        if (training)
            _mask = new NativeBuffer(OwnBytes(maximumBatch, training));
    }

    public override void Forward() => Context.Pool.Run(Context.Count, _forward);

    public override void Backward() => Context.Pool.Run(Context.Count, _backward);

    public override void Dispose() => _mask?.Dispose();

    private void ForwardUnit(int image, int worker)
    {
        DrawMask(image);
        Apply(Output, image, _scale);
    }

    private void BackwardUnit(int image, int worker)
    {
        Apply(OutputGradient, image, _scale);

        // The gradient of a dropped value is 0, whatever the value was.
        if (_restores)
            Apply(Output, image, 1 / _scale);
    }

    private void Apply(FeatureMap map, int image, float scale)
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
                Context.Kernels.ApplyMask(x, mask, scale, row);
            }
        }
    }

    /// <summary>Draws in the order of <see cref="INetwork"/> and writes in blocks.</summary>
    private void DrawMask(int image)
    {
        RandomStream stream = DropoutNumbers.Of(Context.Step, _layer);
        int plane = Output.Shape.Height * Output.Shape.Width, channel = 0, pixel = 0;
        long values = (long)Output.Shape.Channels * plane, start = ((long)image * _channels + _firstChannel) * plane;
        byte* mask = _mask!.Data + (long)image * ImageValues;
        uint* four = stackalloc uint[4];
        for (long position = start; position < start + values; position++)
        {
            if (position == start || (position & 3) == 0)
                stream.Block((uint)(position >> 2), out four[0], out four[1], out four[2], out four[3]);
            byte* place = mask + ((long)(channel / BlockedLayout.Lanes) * plane + pixel) * BlockedLayout.Lanes
                + channel % BlockedLayout.Lanes;
            *place = four[position & 3] < _threshold ? (byte)0 : (byte)1;
            if (++pixel < plane)
                continue;
            pixel = 0;
            channel++;
        }
    }
}
