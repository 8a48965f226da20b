using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>Max pooling with a padding that is never the maximum.</summary>
internal sealed class MaxPoolLayer(NetworkLayer layer) : PoolLayer(layer)
{
    public override FeatureParts Forward(FeatureParts input, in Pass pass) => input.Each(features =>
        torch.nn.functional.max_pool2d(
            Border is null ? features : torch.nn.functional.pad(features, Border, value: double.NegativeInfinity),
            Kernel, Stride, Padding, ceil_mode: CeilMode));
}
