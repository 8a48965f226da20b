using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>A layer on the devices of a replica. libtorch computes the gradients.</summary>
internal abstract class TorchLayer(NetworkLayer layer) : IDisposable
{
    public NetworkLayer Layer { get; } = layer;

    /// <summary>Weight and bias; empty for layers without parameters.</summary>
    public virtual IReadOnlyList<TorchParameter> Parameters => [];

    public abstract FeatureParts Forward(FeatureParts input, in Pass pass);

    public virtual void Dispose()
    {
        foreach (TorchParameter parameter in Parameters)
            parameter.Dispose();
    }
}
