using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>Max pooling with a padding that is never the maximum.</summary>
internal sealed class MaxPoolLayer : TorchLayer
{
    private readonly long[] _kernel, _stride, _padding;
    private readonly long[]? _border;
    private readonly bool _ceilMode;

    public MaxPoolLayer(NetworkLayer layer)
        : base(layer)
    {
        var pool = (MaxPoolDefinition)layer.Definition;
        _kernel = [pool.Kernel, pool.Kernel];
        _stride = [pool.Stride, pool.Stride];
        (_padding, _border) = Borders.Of(pool.Rows(layer.InputShape), pool.Columns(layer.InputShape), pool.CeilMode);
        _ceilMode = pool.CeilMode && _border is null;
    }

    public override FeatureParts Forward(FeatureParts input, in Pass pass) => input.Each(features =>
        torch.nn.functional.max_pool2d(
            _border is null ? features : torch.nn.functional.pad(features, _border, value: double.NegativeInfinity),
            _kernel, _stride, _padding, ceil_mode: _ceilMode));
}
