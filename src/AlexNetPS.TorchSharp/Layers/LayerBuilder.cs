using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>Creates the layers of a definition.</summary>
internal static class LayerBuilder
{
    /// <exception cref="EngineException">The engine does not support a layer, or it cannot be split over the
    /// devices.</exception>
    public static IEnumerable<TorchLayer> Build(NetworkDefinition definition, ParameterMaker make) =>
        definition.ResolvedLayers.Select<NetworkLayer, TorchLayer>(layer => layer.Definition switch
        {
            ConvolutionDefinition => new ConvolutionLayer(layer, make),
            LocallyConnectedDefinition => new LocallyConnectedLayer(layer, make),
            LinearDefinition => new LinearLayer(layer, make),
            ActivationDefinition => new ActivationLayer(layer),
            LocalResponseNormalizationDefinition => new NormalizationLayer(layer),
            MaxPoolDefinition => new MaxPoolLayer(layer),
            AveragePoolDefinition => new AveragePoolLayer(layer),
            AdaptiveAveragePoolDefinition => new AdaptiveAveragePoolLayer(layer),
            DropoutDefinition => new DropoutLayer(layer, make),
            _ => throw new EngineException($"Layer '{layer.Name}': the torch engine does not support {layer.Type}."),
        });
}
