using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>Average pooling of windows, over the values inside the map.</summary>
internal sealed class AveragePoolLayer : TorchLayer
{
    private readonly long[] _kernel, _stride, _padding;
    private readonly long[]? _border;
    private readonly bool _ceilMode;

    public AveragePoolLayer(NetworkLayer layer)
        : base(layer)
    {
        var pool = (AveragePoolDefinition)layer.Definition;
        _kernel = [pool.Kernel, pool.Kernel];
        _stride = [pool.Stride, pool.Stride];
        (_padding, _border) = Borders.Of(pool.Rows(layer.InputShape), pool.Columns(layer.InputShape), pool.CeilMode);
        _ceilMode = pool.CeilMode && _border is null;
    }

    public override FeatureParts Forward(FeatureParts input, in Pass pass) => input.Each(Pool);

    // libtorch counts padding that was added before: the share of each window that is inside the map corrects for it.
    private Tensor Pool(Tensor features) => _border is null
        ? torch.nn.functional.avg_pool2d(features, _kernel, _stride, _padding, _ceilMode, count_include_pad: false)
        : PoolPadded(features).div(PoolPadded(torch.ones_like(features).narrow(0, 0, 1).narrow(1, 0, 1)));

    private Tensor PoolPadded(Tensor features) =>
        torch.nn.functional.avg_pool2d(torch.nn.functional.pad(features, _border!), _kernel, _stride);
}
