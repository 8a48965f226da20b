using AlexNetPS.Formats.Text;

namespace AlexNetPS.Engines;

/// <summary>
/// Learning-rate and weight-decay factors for some layers: small ones below a new head, large ones in it, 0 to freeze.
/// The last rule that matches a layer and has a factor wins.
/// </summary>
public sealed record LayerRule
{
    /// <summary>Layer name, wildcard or range: "fc8", "conv*", "conv1..conv5".</summary>
    public required string Layers { get; init; }

    /// <summary>
    /// Factor of the learning rate, at least 0; null keeps that of an earlier rule. Default: 1. 0 freezes the layer:
    /// its values stay unchanged, bit for bit, and no gradient is computed below the lowest trained layer.
    /// </summary>
    public double? LearningRateFactor { get; init; }

    /// <summary>Factor of the weight decay, at least 0; null keeps that of an earlier rule. Default: 1.</summary>
    public double? WeightDecayFactor { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ReadableText.Settings(this);
}
