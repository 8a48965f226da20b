using AlexNetPS.Networks;

namespace AlexNetPS.Engines;

/// <summary>What an optimizer's rules come to for one layer.</summary>
/// <param name="Rate">Factor of the learning rate; 0 for a frozen layer.</param>
/// <param name="Decay">Factor of the weight decay.</param>
internal readonly record struct LayerRates(double Rate, double Decay)
{
    /// <summary>Whether the layer learns.</summary>
    public bool Learns => Rate > 0;

    /// <summary>By layer name.</summary>
    public static Dictionary<string, LayerRates> Of(NetworkDefinition network, OptimizerDefinition? optimizer) =>
        network.ResolvedLayers.Where(layer => layer.HasParameters).ToDictionary(layer => layer.Name, layer =>
        {
            if (optimizer is null) return default;
            LayerRule? rule = optimizer.Layers.LastOrDefault(rule => LayerPattern.Matches(rule.Layers, network, layer.Name));
            return new LayerRates(rule?.LearningRateFactor ?? 1, rule?.WeightDecayFactor ?? 1);
        });
}
