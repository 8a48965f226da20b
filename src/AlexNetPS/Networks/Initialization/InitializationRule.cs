namespace AlexNetPS.Networks.Initialization;

/// <summary>
/// Initializers for the layers whose names match; of several rules that match a layer the last one counts.
/// </summary>
public sealed record InitializationRule
{
    /// <summary>Layer name, wildcards or range: "conv*", "fc6", "conv1..conv3", "*".</summary>
    public required string Layers { get; init; }

    /// <summary>For the weights; null leaves them to an earlier rule.</summary>
    public InitializerDefinition? Weight { get; init; }

    /// <summary>For the biases; null leaves them to an earlier rule, and without one they are 0.</summary>
    public InitializerDefinition? Bias { get; init; }

    internal bool Matches(NetworkDefinition network, string layer) => LayerPattern.Matches(Layers, network, layer);
}
