using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Inputs;

/// <summary>Erases rectangles of images on a device, for which only the rectangles and their values are sent.</summary>
internal sealed class ErasureUpload : IDisposable
{
    private readonly TorchDevice _device;
    private readonly TensorShape _shape;
    private readonly int _buffers;
    private readonly List<(HostBuffer Edges, HostBuffer Fills)> _turns = [];
    private readonly Tensor _rows, _columns;

    /// <param name="device">Destination.</param>
    /// <param name="shape">Shape of an image.</param>
    /// <param name="buffers">See <see cref="HostBuffer"/>.</param>
    public ErasureUpload(TorchDevice device, TensorShape shape, int buffers)
    {
        (_device, _shape, _buffers) = (device, shape, buffers);
        using DisposeScope scope = torch.NewDisposeScope();
        _rows = Positions(shape.Height).view(1, 1, shape.Height, 1).DetachFromDisposeScope();
        _columns = Positions(shape.Width).view(1, 1, 1, shape.Width).DetachFromDisposeScope();

        Tensor Positions(long count)
        {
            using Scalar end = count;
            return torch.arange(end, ScalarType.Int64, device.Place);
        }
    }

    /// <summary>Returns values, [count, channels, height, width], with what is erased.</summary>
    /// <param name="values">May be overwritten.</param>
    /// <param name="erasures">[count, any number].</param>
    public Tensor Erase(Tensor values, ReadOnlySpan<InputErasure> erasures)
    {
        int images = (int)values.shape[0], each = erasures.Length / images;
        var one = new InputErasure[images];
        for (int turn = 0; turn < each; turn++)
        {
            for (int i = 0; i < images; i++)
                one[i] = erasures[i * each + turn];
            if (_turns.Count == turn)
                _turns.Add((new(_device, ScalarType.Int64, _buffers), new(_device, ScalarType.Float32, _buffers)));
            if (Array.Exists(one, erasure => erasure.Box.Width > 0))
                values = Erase(values, one, _turns[turn].Edges, _turns[turn].Fills);
        }

        return values;
    }

    public void Dispose()
    {
        foreach ((HostBuffer edges, HostBuffer fills) in _turns)
        {
            edges.Dispose();
            fills.Dispose();
        }

        _rows.Dispose();
        _columns.Dispose();
    }

    private Tensor Erase(Tensor values, InputErasure[] erasures, HostBuffer edgeBuffer, HostBuffer fillBuffer)
    {
        Tensor erased = Inside(erasures, edgeBuffer);
        int channels = _shape.Channels;
        if (!Array.Exists(erasures, erasure => erasure.Fill.Length > channels))
        {
            Span<float> fills = fillBuffer.Next<float>(erasures.Length * channels);
            for (int i = 0; i < erasures.Length; i++)
            {
                Span<float> fill = fills.Slice(i * channels, channels);
                fill.Clear();
                erasures[i].Fill.CopyTo(fill);
            }

            return torch.where(erased, fillBuffer.Send(erasures.Length, channels, 1, 1), values);
        }

        // A value for every erased pixel, in the order of the images' memory.
        Span<float> pixels = fillBuffer.Next<float>(erasures.Sum(erasure => (long)Area(erasure.Box) * channels));
        int at = 0;
        foreach (InputErasure erasure in erasures)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                for (int pixel = 0; pixel < Area(erasure.Box); pixel++)
                    pixels[at++] = erasure.Value(channels, channel, pixel);
            }
        }

        return values.masked_scatter_(erased, fillBuffer.Send(at));
    }

    /// <summary>Returns which pixels are in the rectangles: [count, 1, height, width].</summary>
    private Tensor Inside(InputErasure[] erasures, HostBuffer buffer)
    {
        int count = erasures.Length;
        Span<long> edges = buffer.Next<long>(4L * count);
        for (int i = 0; i < count; i++)
        {
            PixelBox box = erasures[i].Box;
            (edges[i], edges[count + i]) = (box.Top, box.Top + box.Height);
            (edges[2 * count + i], edges[3 * count + i]) = (box.Left, box.Left + box.Width);
        }

        Tensor sent = buffer.Send(4, count, 1, 1, 1);
        return _rows.ge(sent[0]).logical_and_(_rows.lt(sent[1]))
            .logical_and(_columns.ge(sent[2]).logical_and_(_columns.lt(sent[3])));
    }

    private static int Area(in PixelBox box) => box.Width * box.Height;
}
