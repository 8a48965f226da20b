using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Inputs;

/// <summary>
/// Uploads images to a device. 8-bit pixels are sent as bytes; the device then applies colors, normalization and the
/// mean image, erases and mixes, all in the same operations as the host, so that both produce the same bits.
/// </summary>
internal sealed class InputUpload : IDisposable
{
    private readonly TensorShape _shape;
    private readonly HostBuffer _values, _levels, _mappings;
    private readonly MeanUpload _mean;
    private readonly ErasureUpload _erasures;

    /// <param name="device">Destination.</param>
    /// <param name="shape">Shape of an image.</param>
    /// <param name="buffers">See <see cref="HostBuffer"/>.</param>
    public InputUpload(TorchDevice device, TensorShape shape, int buffers)
    {
        _shape = shape;
        _values = new(device, ScalarType.Float32, buffers);
        _levels = new(device, ScalarType.Byte, buffers);
        _mappings = new(device, ScalarType.Float32, buffers);
        _mean = new(device, shape, buffers);
        _erasures = new(device, shape, buffers);
    }

    /// <summary>
    /// Returns [count, channels, height, width], float32. On a CPU the next images may be copied to the same memory.
    /// </summary>
    public Tensor Send(NetworkInput images, int count)
    {
        if (!images.IsBytes)
            return _values.Send(images.Values, count, _shape.Channels, _shape.Height, _shape.Width);
        if (images.Mix is not InputMix mix)
            return Values(default, images, count);

        // Before the images, the one with which the first is mixed.
        Tensor values = Values(images.Previous, images, count + 1);
        return Mixed(values.narrow(0, 1, count), values.narrow(0, 0, count), mix);
    }

    public void Dispose()
    {
        _values.Dispose();
        _levels.Dispose();
        _mappings.Dispose();
        _mean.Dispose();
        _erasures.Dispose();
    }

    /// <summary>Returns the values of images and one before them, if there is one.</summary>
    private Tensor Values(NetworkInput previous, NetworkInput images, int count)
    {
        Tensor levels = _levels.Send(previous.Levels, images.Levels, count, _shape.Channels, _shape.Height,
            _shape.Width);
        Tensor mappings = _mappings.Send(previous.Mappings, images.Mappings, count, NetworkInput.MappingRows,
            _shape.Channels, 1, 1);
        Tensor values = levels.to(ScalarType.Float32).mul_(mappings.select(1, 0)).add_(mappings.select(1, 1));
        if (images.Mean is MeanInput mean)
            values.sub_(_mean.Under(mean, [.. previous.Windows, .. images.Windows]).mul_(mappings.select(1, 2)));
        return _erasures.Erase(values, [.. previous.Erasures, .. images.Erasures]);
    }

    private static Tensor Mixed(Tensor images, Tensor previous, in InputMix mix)
    {
        if (mix.Box is not { } box)
        {
            using Scalar own = mix.Own, rest = mix.Rest;
            return images.mul(own).add_(previous.mul(rest));
        }

        // A copy, because an image is also what the next one is mixed with.
        Tensor mixed = images.clone();
        if (box.Width > 0 && box.Height > 0)
            Part(mixed).copy_(Part(previous));
        return mixed;

        Tensor Part(Tensor whole) => whole.narrow(2, box.Top, box.Height).narrow(3, box.Left, box.Width);
    }
}
