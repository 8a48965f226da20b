using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>Inverted dropout with the masks of the pass; none in evaluation.</summary>
/// <param name="layer">The layer.</param>
/// <param name="make">Knows the devices.</param>
/// <param name="firstChannel">First channel of the mask, if this rank has a part of the layer.</param>
internal sealed class DropoutLayer(NetworkLayer layer, ParameterMaker make, int? firstChannel = null)
    : TorchLayer(layer)
{
    private readonly Scalar _scale = DropoutNumbers.Scale(((DropoutDefinition)layer.Definition).Probability);

    public override FeatureParts Forward(FeatureParts input, in Pass pass)
    {
        if (pass.Masks?.GetValueOrDefault(Layer.Index) is not Tensor mask)
            return input;
        if (firstChannel is int first)
            mask = mask.narrow(1, first, Layer.OutputShape.Channels);
        var masks = new FeatureParts(make.Devices, mask);
        bool split = input.IsSplit;
        return input.Each((features, device) =>
            features * (split ? masks.Part(device) : masks.On(0)).to(features.dtype).mul_(_scale));
    }

    public override void Dispose() => _scale.Dispose();
}
