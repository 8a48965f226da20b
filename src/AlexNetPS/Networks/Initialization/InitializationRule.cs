using AlexNetPS.Formats.Text;

namespace AlexNetPS.Networks.Initialization;

/// <summary>Initializers of the layers whose names match; the last matching rule wins.</summary>
public sealed record InitializationRule
{
    /// <summary>Layer name, wildcard or range: "conv*", "fc6", "conv1..conv3", "*".</summary>
    public required string Layers { get; init; }

    /// <summary>Initializer of the weights; null defers to an earlier rule.</summary>
    public InitializerDefinition? Weight { get; init; }

    /// <summary>Initializer of the biases; null defers to an earlier rule. Default: 0.</summary>
    public InitializerDefinition? Bias { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ReadableText.Settings(this);

    internal bool Matches(NetworkDefinition network, string layer) => LayerPattern.Matches(Layers, network, layer);
}
