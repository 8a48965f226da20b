using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>ReLU or tanh.</summary>
internal sealed class ActivationLayer(NetworkLayer layer) : TorchLayer(layer)
{
    private readonly Func<Tensor, Tensor> _function = ((ActivationDefinition)layer.Definition).Function switch
    {
        ActivationFunction.Relu => features => features.relu(),
        _ => features => features.tanh(),
    };

    public override FeatureParts Forward(FeatureParts input, in Pass pass) => input.Each(_function);
}
