using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Dropout;

/// <summary>The masks of a replica's dropout layers; see <see cref="DropoutNumbers"/>.</summary>
/// <param name="definition">The network.</param>
internal abstract class DropoutMasks(NetworkDefinition definition) : IDisposable
{
    /// <summary>The layers that drop values.</summary>
    protected IReadOnlyList<MaskedLayer> Layers { get; } = [.. MaskedLayer.Of(definition)];

    /// <summary>Returns the masks of a device, drawn by itself or by the host.</summary>
    public static DropoutMasks On(TorchDevice device, NetworkDefinition definition, int buffers) => device.DrawsMasks
        ? new DeviceMasks(device, definition, buffers)
        : new HostMasks(device, definition, buffers);

    /// <summary>Draws the masks of a replica's part of a batch.</summary>
    /// <param name="step">The training step.</param>
    /// <param name="first">Index of the first image in the batch.</param>
    /// <param name="images">Number of images.</param>
    /// <returns>By index of the layer: [images, channels, rows, columns], 0 where a value is dropped and 1
    /// elsewhere.</returns>
    public abstract IReadOnlyDictionary<int, Tensor> Draw(in TrainStep step, long first, long images);

    public abstract void Dispose();
}
