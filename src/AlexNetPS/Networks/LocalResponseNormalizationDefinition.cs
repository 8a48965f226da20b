using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;

namespace AlexNetPS.Networks;

/// <summary>
/// Local response normalization, paper section 3.3: b = a / (k + alpha' * sum of a^2 over a window)^beta. The window is
/// <see cref="Size"/> neighboring channels of a pixel, or the Size x Size pixels around it in its own map.
/// </summary>
public sealed record LocalResponseNormalizationDefinition : LayerDefinition
{
    // These keep the scale k + alpha' * sum above 0, and its power -beta - 1 in the gradient within float range.
    private const double MinConstant = 1e-6, LargestFactor = 1e6, LargestExponent = 5;

    /// <summary>Channels in the window, n in the paper, or its rows and columns within a map; odd.</summary>
    public int Size { get; init; } = 5;

    /// <summary>
    /// Where the window extends: over channels (the paper; cuda-convnet's cmrnorm) or within a map (its rnorm; Caffe's
    /// WITHIN_CHANNEL). Pixels outside the map count as zeros.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public NormalizationRegion Region { get; init; }

    /// <summary>Scale of the sum.</summary>
    public double Alpha { get; init; } = 1e-4;

    /// <summary>Exponent.</summary>
    public double Beta { get; init; } = 0.75;

    /// <summary>Additive constant.</summary>
    public double K { get; init; } = 2;

    /// <summary>
    /// True: alpha' = alpha / values in the window, Size across channels and Size^2 within a map (cuda-convnet2, Caffe,
    /// PyTorch). False: alpha' = alpha (the printed formula, TensorFlow).
    /// </summary>
    public bool DivideAlphaBySize { get; init; } = true;

    /// <summary>The effective factor alpha' of the sum of squares.</summary>
    [JsonIgnore]
    public double EffectiveAlpha => DivideAlphaBySize ? Alpha / WindowValues : Alpha;

    /// <summary>Values in the window.</summary>
    [JsonIgnore]
    internal int WindowValues => Region == NormalizationRegion.WithinMap ? Size * Size : Size;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        if (Size is < 1 or > LayerLimits.Normalization || Size % 2 == 0)
            throw Impossible($"size is {Size}; it must be odd, from 1 to {LayerLimits.Normalization}.");
        Require("k", K, MinConstant, LargestFactor);
        Require("alpha", Alpha, 0, LargestFactor);
        Require("beta", Beta, 0, LargestExponent);
        return input;
    }
}

/// <summary>Where the window of a local response normalization extends.</summary>
[JsonConverter(typeof(EnumNameConverter<NormalizationRegion>))]
public enum NormalizationRegion : long
{
    /// <summary>Over neighboring channels of a pixel.</summary>
    AcrossChannels,

    /// <summary>Over neighboring pixels of a channel.</summary>
    WithinMap,
}
