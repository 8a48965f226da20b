using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Dropout;

/// <summary>Masks drawn by the host, and sent as bytes.</summary>
internal sealed unsafe class HostMasks : DropoutMasks
{
    private readonly HostBuffer[] _buffers;

    /// <param name="device">Destination.</param>
    /// <param name="definition">The network.</param>
    /// <param name="buffers">See <see cref="HostBuffer"/>.</param>
    public HostMasks(TorchDevice device, NetworkDefinition definition, int buffers)
        : base(definition) =>
        _buffers = [.. Layers.Select(_ => new HostBuffer(device, ScalarType.Byte, buffers))];

    public override IReadOnlyDictionary<int, Tensor> Draw(in TrainStep step, long first, long images)
    {
        var masks = new Dictionary<int, Tensor>();
        for (int i = 0; i < Layers.Count; i++)
        {
            MaskedLayer layer = Layers[i];
            long values = layer.Shape.Count;
            fixed (byte* mask = _buffers[i].Next<byte>(images * values))
                Draw(mask, DropoutNumbers.Of(step, layer.Index), layer.Threshold, first, images, values);
            masks[layer.Index] = layer.Shaped(_buffers[i].Send(images * values), images);
        }

        return masks;
    }

    public override void Dispose()
    {
        foreach (HostBuffer buffer in _buffers)
            buffer.Dispose();
    }

    private static void Draw(byte* mask, RandomStream stream, uint threshold, long first, long images, long values)
    {
        Parallel.For(0, images, image =>
        {
            byte* place = mask + image * values;
            long position = (first + image) * values, end = position + values;
            uint* four = stackalloc uint[4];
            stream.Block((uint)(position >> 2), out four[0], out four[1], out four[2], out four[3]);
            while (true)
            {
                *place++ = four[position & 3] < threshold ? (byte)0 : (byte)1;
                if (++position == end)
                    return;
                if ((position & 3) == 0)
                    stream.Block((uint)(position >> 2), out four[0], out four[1], out four[2], out four[3]);
            }
        });
    }
}
