using AlexNetPS.Networks;

namespace AlexNetPS.Engines;

/// <summary>Learning-rate and weight-decay factors of a layer.</summary>
/// <param name="Rate">Factor of the learning rate; 0 for a frozen layer.</param>
/// <param name="Decay">Factor of the weight decay.</param>
internal readonly record struct LayerRates(double Rate, double Decay)
{
    /// <summary>Whether the layer is trained.</summary>
    public bool Learns => Rate > 0;

    /// <summary>Returns the factors by layer name.</summary>
    public static Dictionary<string, LayerRates> Of(NetworkDefinition network, OptimizerDefinition? optimizer) =>
        network.ResolvedLayers.Where(layer => layer.HasParameters).ToDictionary(layer => layer.Name, layer =>
        {
            if (optimizer is null)
                return default;
            LayerRule[] rules =
                [.. optimizer.Layers.Where(rule => LayerPattern.Matches(rule.Layers, network, layer.Name))];
            return new LayerRates(
                rules.LastOrDefault(rule => rule.LearningRateFactor is not null)?.LearningRateFactor ?? 1,
                rules.LastOrDefault(rule => rule.WeightDecayFactor is not null)?.WeightDecayFactor ?? 1);
        });
}
