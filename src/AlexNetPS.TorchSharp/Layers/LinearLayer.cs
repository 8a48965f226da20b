using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>
/// Fully connected layer; its outputs are split over the replica's devices if their number allows it.
/// </summary>
internal sealed class LinearLayer : TorchLayer
{
    private readonly IReadOnlyList<Device> _devices;
    private readonly TorchParameter _weight, _bias;
    private readonly int _parts;

    public LinearLayer(NetworkLayer layer, ParameterMaker make)
        : base(layer)
    {
        _devices = make.Devices;
        _parts = layer.OutputShape.Channels % _devices.Count == 0 ? _devices.Count : 1;
        (_weight, _bias) = make.Parameters(layer, _parts);
    }

    public override IReadOnlyList<TorchParameter> Parameters => [_weight, _bias];

    public override FeatureParts Forward(FeatureParts input, in Pass pass)
    {
        var outputs = new Tensor[_parts];
        for (int device = 0; device < outputs.Length; device++)
        {
            Tensor rows = input.On(device).flatten(1);
            Tensor output =
                torch.nn.functional.linear(rows, _weight.As(device, pass.Type), _bias.As(device, pass.Type));
            outputs[device] = output.unsqueeze(-1).unsqueeze(-1);
        }

        return new(_devices, outputs);
    }
}
