using AlexNetPS.Engines;
using AlexNetPS.Engines.Division;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Division;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>Creates the layers of a definition.</summary>
internal static class LayerBuilder
{
    /// <param name="definition">The network.</param>
    /// <param name="make">Creates parameters.</param>
    /// <param name="division">The parts of the ranks; null for whole layers.</param>
    /// <exception cref="EngineException">The engine does not support a layer, or it cannot be split over the
    /// devices.</exception>
    public static IEnumerable<TorchLayer> Build(NetworkDefinition definition, ParameterMaker make,
        LayerDivision? division = null) => division is null
            ? definition.ResolvedLayers.Select(layer => Build(layer, make, null, division))
            : division.Layers.Select(part => Build(part.Layer, make, part, division));

    private static TorchLayer Build(NetworkLayer layer, ParameterMaker make, LayerPart? part,
        LayerDivision? division) => layer.Definition switch
        {
            ConvolutionDefinition => new ConvolutionLayer(layer, make),
            LocallyConnectedDefinition => new LocallyConnectedLayer(layer, make),
            LinearDefinition => new LinearLayer(layer, make),
            ActivationDefinition => new ActivationLayer(layer),
            LocalResponseNormalizationDefinition when part is not null && RankCrossing.Reach(part) is > 0 and int reach
                =>
                new NormalizationLayer(layer, division!.Ranks.Rank > 0 ? reach : 0),
            LocalResponseNormalizationDefinition => new NormalizationLayer(layer),
            MaxPoolDefinition => new MaxPoolLayer(layer),
            AveragePoolDefinition => new AveragePoolLayer(layer),
            AdaptiveAveragePoolDefinition => new AdaptiveAveragePoolLayer(layer),
            DropoutDefinition when part is { IsDivided: true } =>
                new DropoutLayer(layer, make, division!.FirstChannel(layer.OutputShape)),
            DropoutDefinition => new DropoutLayer(layer, make),
            _ => throw new EngineException($"Layer '{layer.Name}': the torch engine does not support {layer.Type}."),
        };
}
