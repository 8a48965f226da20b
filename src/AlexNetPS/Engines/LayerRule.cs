namespace AlexNetPS.Engines;

/// <summary>
/// Other rates for some layers: smaller ones below a new head, larger ones in it, 0 to freeze. Of several rules that
/// match a layer the last one that has a factor counts.
/// </summary>
public sealed record LayerRule
{
    /// <summary>Layer name, wildcards or range: "fc8", "conv*", "conv1..conv5".</summary>
    public required string Layers { get; init; }

    /// <summary>
    /// Factor of the learning rate, at least 0; null leaves it to an earlier rule, and without one it is 1. 0 freezes:
    /// the values stay as they are, bit for bit, and below the lowest layer that learns no gradient is computed.
    /// </summary>
    public double? LearningRateFactor { get; init; }

    /// <summary>
    /// Factor of the weight decay, at least 0; null leaves it to an earlier rule, and without one it is 1.
    /// </summary>
    public double? WeightDecayFactor { get; init; }
}
