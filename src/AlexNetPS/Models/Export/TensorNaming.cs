using AlexNetPS.Networks;

namespace AlexNetPS.Models.Export;

/// <summary>Tensor names of an exported file.</summary>
public enum TensorNames : long
{
    /// <summary>
    /// torchvision's names in PyTorch files if the network is its AlexNet (OneTower); otherwise this module's.
    /// </summary>
    Automatic,

    /// <summary>conv1.weight ... fc8.bias.</summary>
    Layers,

    /// <summary>features.0.weight ... classifier.6.bias: position of a layer in torchvision's two sequences.</summary>
    TorchVision,
}

/// <summary>Assigns names to exported tensors.</summary>
internal static class TensorNaming
{
    /// <summary>Returns names and tensors in order.</summary>
    /// <exception cref="ModelFormatException">torchvision has no names for the layers of the network.</exception>
    public static IReadOnlyList<(string Name, TensorDescription Tensor)> For(NetworkDefinition network,
        TensorNames names)
    {
        IReadOnlyList<TensorDescription> tensors = network.ParameterTensors;
        return names == TensorNames.TorchVision
            ? [.. TorchVision(network).SelectMany(name => new[] { $"{name}.weight", $"{name}.bias" }).Zip(tensors)]
            : [.. tensors.Select(tensor => (tensor.Name, tensor))];
    }

    /// <summary>Whether the layers are those of torchvision's AlexNet.</summary>
    public static bool IsTorchVision(NetworkDefinition network) =>
        network.WithClasses(1000).Layers.SequenceEqual(NetworkArchitecture.Get("OneTower").Layers)
            && network.Input == NetworkArchitecture.Get("OneTower").Input;

    /// <summary>
    /// Positions count all layers: "features" up to the average pool, "classifier" after it, where flattening is not
    /// counted.
    /// </summary>
    private static IEnumerable<string> TorchVision(NetworkDefinition network)
    {
        int features = network.ResolvedLayers.TakeWhile(layer =>
            layer.Definition is not (AdaptiveAveragePoolDefinition or DropoutDefinition or LinearDefinition)).Count();
        int classifier = network.ResolvedLayers.Skip(features)
            .TakeWhile(layer => layer.Definition is AdaptiveAveragePoolDefinition).Count() + features;
        if (network.ResolvedLayers.Skip(classifier).Any(layer => layer.Definition is ConvolutionDefinition))
        {
            throw new ModelFormatException($"{network.Name} has convolutions after its classifier starts, so "
                + "torchvision has no names for its layers; use the names of its own layers.");
        }

        return network.ResolvedLayers.Where(layer => layer.HasParameters)
            .Select(layer =>
                layer.Index < features ? $"features.{layer.Index}" : $"classifier.{layer.Index - classifier}");
    }
}
