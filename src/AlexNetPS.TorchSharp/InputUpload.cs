using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp;

/// <summary>
/// Uploads images to a device. 8-bit pixels are sent as bytes; the device then applies colors, normalization and the
/// mean image in the same operations as the host, so that both produce the same bits.
/// </summary>
internal sealed class InputUpload : IDisposable
{
    private readonly TorchDevice _device;
    private readonly TensorShape _shape;
    private readonly HostBuffer _values, _levels, _mappings, _windows;
    private MeanInput? _mean;
    private Tensor? _meanWindows;

    /// <param name="device">Destination.</param>
    /// <param name="shape">Shape of an image.</param>
    /// <param name="buffers">See <see cref="HostBuffer"/>.</param>
    public InputUpload(TorchDevice device, TensorShape shape, int buffers)
    {
        (_device, _shape) = (device, shape);
        _values = new(device, ScalarType.Float32, buffers);
        _levels = new(device, ScalarType.Byte, buffers);
        _mappings = new(device, ScalarType.Float32, buffers);
        _windows = new(device, ScalarType.Int64, buffers);
    }

    /// <summary>
    /// Returns [count, channels, height, width], float32. On a CPU the next images may be copied to the same memory.
    /// </summary>
    public Tensor Send(NetworkInput images, int count)
    {
        if (!images.IsBytes)
            return _values.Send(images.Values, count, _shape.Channels, _shape.Height, _shape.Width);
        Tensor levels = _levels.Send(images.Levels, count, _shape.Channels, _shape.Height, _shape.Width);
        Tensor mappings = _mappings.Send(images.Mappings, count, NetworkInput.MappingRows, _shape.Channels, 1, 1);
        Tensor values = levels.to(ScalarType.Float32).mul_(mappings.select(1, 0)).add_(mappings.select(1, 1));
        return images.Mean is null
            ? values
            : values.sub_(Under(images.Mean, images.Windows, count).mul_(mappings.select(1, 2)));
    }

    public void Dispose()
    {
        _values.Dispose();
        _levels.Dispose();
        _mappings.Dispose();
        _windows.Dispose();
        _meanWindows?.Dispose();
    }

    /// <summary>Returns the windows of the mean image that match the images' crops.</summary>
    private Tensor Under(MeanInput mean, ReadOnlySpan<MeanWindow> windows, int count)
    {
        if (!ReferenceEquals(mean, _mean))
            Keep(mean);
        Span<long> places = _windows.Next<long>(3L * count);
        for (int i = 0; i < count; i++)
        {
            places[i] = windows[i].Flipped ? 1 : 0;
            places[count + i] = windows[i].Top;
            places[2 * count + i] = windows[i].Left;
        }

        Tensor sent = _windows.Send(3, count);
        return _meanWindows!.index(torch.TensorIndex.Tensor(sent[0]), torch.TensorIndex.Colon,
            torch.TensorIndex.Tensor(sent[1]), torch.TensorIndex.Tensor(sent[2]));
    }

    /// <summary>Keeps a view of every window of the mean image: [2, channels, tops, lefts, height, width].</summary>
    private void Keep(MeanInput mean)
    {
        _meanWindows?.Dispose();
        Tensor whole =
            torch.tensor(mean.Values.ToArray(), [2, mean.Channels, mean.Edge, mean.Edge], ScalarType.Float32,
                _device.Place);
        _meanWindows = whole.unfold(2, _shape.Height, 1).unfold(3, _shape.Width, 1).DetachFromDisposeScope();
        _mean = mean;
    }
}
