using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Inputs;

/// <summary>The mean image on a device, in the windows that match crops of images.</summary>
/// <param name="device">Destination.</param>
/// <param name="shape">Shape of an image.</param>
/// <param name="buffers">See <see cref="HostBuffer"/>.</param>
internal sealed class MeanUpload(TorchDevice device, TensorShape shape, int buffers) : IDisposable
{
    private readonly HostBuffer _places = new(device, ScalarType.Int64, buffers);
    private MeanInput? _mean;
    private Tensor? _windows;

    /// <summary>Returns the windows of the mean image under images.</summary>
    public Tensor Under(MeanInput mean, ReadOnlySpan<MeanWindow> windows)
    {
        if (!ReferenceEquals(mean, _mean))
            Keep(mean);
        int count = windows.Length;
        Span<long> places = _places.Next<long>(3L * count);
        for (int i = 0; i < count; i++)
        {
            places[i] = windows[i].Flipped ? 1 : 0;
            places[count + i] = windows[i].Top;
            places[2 * count + i] = windows[i].Left;
        }

        Tensor sent = _places.Send(3, count);
        return _windows!.index(torch.TensorIndex.Tensor(sent[0]), torch.TensorIndex.Colon,
            torch.TensorIndex.Tensor(sent[1]), torch.TensorIndex.Tensor(sent[2]));
    }

    public void Dispose()
    {
        _places.Dispose();
        _windows?.Dispose();
    }

    /// <summary>Keeps a view of every window of the mean image: [2, channels, tops, lefts, height, width].</summary>
    private void Keep(MeanInput mean)
    {
        _windows?.Dispose();
        Tensor whole = torch.tensor(mean.Values.ToArray(), [2, mean.Channels, mean.Edge, mean.Edge],
            ScalarType.Float32, device.Place);
        _windows = whole.unfold(2, shape.Height, 1).unfold(3, shape.Width, 1).DetachFromDisposeScope();
        _mean = mean;
    }
}
