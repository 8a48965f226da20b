using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>
/// Local response normalization (section 3.3 of the paper), always in float32: with the paper's alpha the sum is a
/// small change of a number near 2, which bfloat16 would lose. The mean over a window is an average pooling: of [images,
/// 1, channels, pixels] across channels.
/// </summary>
internal sealed class NormalizationLayer : TorchLayer
{
    private readonly bool _acrossChannels;
    private readonly long _reach;
    private readonly int? _before;
    private readonly long[] _window, _border;
    private readonly Scalar _alpha, _k, _exponent;

    /// <param name="layer">The layer.</param>
    /// <param name="before">Channels of other ranks before those of this one, if the layer reads channels of
    /// both.</param>
    public NormalizationLayer(NetworkLayer layer, int? before = null)
        : base(layer)
    {
        _before = before;
        var normalization = (LocalResponseNormalizationDefinition)layer.Definition;
        _reach = normalization.Size / 2;
        _acrossChannels = normalization.Region == NormalizationRegion.AcrossChannels;
        _window = [normalization.Size, _acrossChannels ? 1 : normalization.Size];
        _border = [_reach, _acrossChannels ? 0 : _reach];

        // libtorch's average includes the padding.
        _alpha = normalization.EffectiveAlpha * _window[0] * _window[1];
        _k = normalization.K;
        _exponent = -normalization.Beta;
    }

    public override FeatureParts Forward(FeatureParts input, in Pass pass) => input.IsSplit && _acrossChannels
        ? input.Each(NormalizeAmongNeighbors(input))
        : input.Each(features => Normalize(Own(features), Own(Factor(features))));

    public override void Dispose()
    {
        _alpha.Dispose();
        _k.Dispose();
        _exponent.Dispose();
    }

    private Func<Tensor, int, Tensor> NormalizeAmongNeighbors(FeatureParts input) => (features, device) =>
    {
        (Tensor wide, long before) = input.WithNeighbors(device, _reach);
        return Normalize(features, Factor(wide).narrow(1, before, features.shape[1]));
    };

    private Tensor Own(Tensor wide) =>
        _before is int before ? wide.narrow(1, before, Layer.OutputShape.Channels) : wide;

    private static Tensor Normalize(Tensor features, Tensor factor) =>
        features.to(ScalarType.Float32).mul(factor).to(features.dtype);

    private Tensor Factor(Tensor features)
    {
        long[] shape = features.shape;
        Tensor squares = features.to(ScalarType.Float32).square();
        if (_acrossChannels)
            squares = squares.view(shape[0], 1, shape[1], shape[2] * shape[3]);
        Tensor mean = torch.nn.functional.avg_pool2d(squares, _window, [1, 1], _border);
        return mean.mul(_alpha).add(_k).pow(_exponent).view(shape);
    }
}
