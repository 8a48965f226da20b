using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>Average pooling to a fixed size.</summary>
internal sealed class AdaptiveAveragePoolLayer(NetworkLayer layer) : TorchLayer(layer)
{
    private readonly long[] _size = [layer.OutputShape.Height, layer.OutputShape.Width];

    public override FeatureParts Forward(FeatureParts input, in Pass pass) =>
        Layer.InputShape == Layer.OutputShape
            ? input
            : input.Each(features => torch.nn.functional.adaptive_avg_pool2d(features, _size));
}
