using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>Average pooling of windows, over the values inside the map.</summary>
internal sealed class AveragePoolLayer(NetworkLayer layer) : PoolLayer(layer)
{
    public override FeatureParts Forward(FeatureParts input, in Pass pass) => input.Each(Pool);

    // libtorch counts padding that was added before: the share of each window that is inside the map corrects for it.
    private Tensor Pool(Tensor features) => Border is null
        ? torch.nn.functional.avg_pool2d(features, Kernel, Stride, Padding, CeilMode, count_include_pad: false)
        : PoolPadded(features).div(PoolPadded(torch.ones_like(features).narrow(0, 0, 1).narrow(1, 0, 1)));

    private Tensor PoolPadded(Tensor features) =>
        torch.nn.functional.avg_pool2d(torch.nn.functional.pad(features, Border!), Kernel, Stride);
}
