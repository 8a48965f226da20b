using AlexNetPS.Drawing.Diagrams;
using AlexNetPS.Networks;

namespace AlexNetPS.Inference.Filters;

/// <summary>The convolution whose filters are drawn.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="ReadsImages">Whether its filters see the colors of the image.</param>
/// <param name="Towers">Number of equal ranges of filters that the network keeps apart.</param>
internal sealed record FilterLayer(NetworkLayer Layer, bool ReadsImages, int Towers)
{
    /// <summary>Number of filters.</summary>
    public int Count => Layer.WeightShape[0];

    /// <summary>Finds a convolution.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">Its name; null for the first one.</param>
    /// <exception cref="ArgumentException">The layer is not a convolution.</exception>
    /// <exception cref="NetworkDefinitionException">There is no such layer; the message lists the layers.</exception>
    public static FilterLayer Of(NetworkDefinition network, string? name)
    {
        NetworkLayer[] convolutions = [.. network.ResolvedLayers.Where(l => l.Definition is ConvolutionDefinition)];
        NetworkLayer layer = name is not null ? network.Layer(name) : convolutions.FirstOrDefault()
            ?? throw new ArgumentException($"The network {network.Name} has no convolution.", nameof(network));
        if (!convolutions.Contains(layer))
        {
            throw new ArgumentException($"The layer {layer.Name} is no convolution. Those of {network.Name} "
                + $"are {string.Join(", ", convolutions.Select(l => l.Name))}.", nameof(name));
        }

        int towers = DiagramStage.Of(network).First(stage => stage.Head == layer).Towers;
        return new(layer, layer.WeightShape[1] is 1 or 3
            && network.ResolvedLayers.Take(layer.Index).All(before => !before.HasParameters), towers);
    }

    /// <summary>Throws if the weights of the filters are no colors.</summary>
    /// <exception cref="ArgumentException">They are of a layer that reads other layers.</exception>
    public void RequireColors()
    {
        if (!ReadsImages)
        {
            throw new ArgumentException($"The filters of {Layer.Name} read {Layer.WeightShape[1]} channels that are no "
                + "colors: their weights show nothing. Show them by the images that excite them most, with -Dataset.");
        }
    }
}
