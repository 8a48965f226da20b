using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Dropout;

/// <summary>A layer that drops values.</summary>
/// <param name="Index">Index of the layer.</param>
/// <param name="Shape">Its values for an image.</param>
/// <param name="Threshold">Random number below which a value is dropped.</param>
internal readonly record struct MaskedLayer(int Index, TensorShape Shape, uint Threshold)
{
    /// <summary>Returns the layers of a network that drop values.</summary>
    public static IEnumerable<MaskedLayer> Of(NetworkDefinition definition) =>
        from layer in definition.ResolvedLayers
        where layer.Definition is DropoutDefinition
        let threshold = DropoutNumbers.Threshold(((DropoutDefinition)layer.Definition).Probability)
        where threshold > 0
        select new MaskedLayer(layer.Index, layer.OutputShape, threshold);

    /// <summary>Returns a mask as its layer needs it.</summary>
    public Tensor Shaped(Tensor mask, long images) => mask.view(images, Shape.Channels, Shape.Height, Shape.Width);
}
