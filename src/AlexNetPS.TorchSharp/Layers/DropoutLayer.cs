using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>
/// Inverted dropout with the masks of the CPU engine. They are drawn on the host while the devices compute the previous
/// layers, and sent as bytes.
/// </summary>
internal sealed unsafe class DropoutLayer : TorchLayer
{
    private readonly IReadOnlyList<Device> _devices;
    private readonly uint _threshold;
    private readonly Scalar _scale;
    private readonly HostBuffer _mask;

    public DropoutLayer(NetworkLayer layer, ParameterMaker make)
        : base(layer)
    {
        double probability = ((DropoutDefinition)layer.Definition).Probability;
        _devices = make.Devices;
        _threshold = DropoutNumbers.Threshold(probability);
        _scale = DropoutNumbers.Scale(probability);
        _mask = make.Bytes();
    }

    public override FeatureParts Forward(FeatureParts input, in Pass pass)
    {
        if (pass.Step is not TrainStep step || _threshold == 0)
            return input;
        TensorShape shape = Layer.OutputShape;
        RandomStream stream = DropoutNumbers.Of(step, Layer.Index);
        long images = input.Part(0).shape[0];
        fixed (byte* mask = _mask.Next<byte>(images * shape.Count))
            Draw(mask, stream, pass.FirstImage, images, shape.Count);
        var masks = new FeatureParts(_devices, _mask.Send(images, shape.Channels, shape.Height, shape.Width));
        bool split = input.IsSplit;
        return input.Each((features, device) =>
            features * (split ? masks.Part(device) : masks.On(0)).to(features.dtype).mul_(_scale));
    }

    public override void Dispose()
    {
        _mask.Dispose();
        _scale.Dispose();
    }

    private void Draw(byte* mask, RandomStream stream, long firstImage, long images, long values)
    {
        Parallel.For(0, images, image =>
        {
            byte* place = mask + image * values;
            long position = (firstImage + image) * values, end = position + values;
            uint* four = stackalloc uint[4];
            stream.Block((uint)(position >> 2), out four[0], out four[1], out four[2], out four[3]);
            while (true)
            {
                *place++ = four[position & 3] < _threshold ? (byte)0 : (byte)1;
                if (++position == end)
                    return;
                if ((position & 3) == 0)
                    stream.Block((uint)(position >> 2), out four[0], out four[1], out four[2], out four[3]);
            }
        });
    }
}
