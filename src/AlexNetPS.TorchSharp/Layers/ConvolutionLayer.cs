using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>
/// Convolution with filters split over the replica's devices. A device that holds whole groups reads only its own
/// channels, as the paper's towers do; without groups it reads all channels, which the others send.
/// </summary>
internal sealed class ConvolutionLayer : TorchLayer
{
    private readonly IReadOnlyList<Device> _devices;
    private readonly TorchParameter _weight, _bias;
    private readonly long[] _stride, _padding;
    private readonly long[]? _border;
    private readonly bool _ownChannels;
    private readonly long _groups;

    public ConvolutionLayer(NetworkLayer layer, ParameterMaker make)
        : base(layer)
    {
        var convolution = (ConvolutionDefinition)layer.Definition;
        _devices = make.Devices;
        _ownChannels = convolution.Groups % _devices.Count == 0;
        if (convolution.Filters % _devices.Count != 0 || (convolution.Groups > 1 && !_ownChannels))
            throw make.Unsplittable(layer, $"{convolution.Filters} filters in {convolution.Groups} groups");
        _groups = _ownChannels ? convolution.Groups / _devices.Count : 1;
        _ownChannels &= _devices.Count > 1;
        (_weight, _bias) = make.Parameters(layer, _devices.Count);
        _stride = [convolution.Stride, convolution.Stride];
        (_padding, _border) = Borders.Of(convolution.Rows(layer.InputShape), convolution.Columns(layer.InputShape));
    }

    public override IReadOnlyList<TorchParameter> Parameters => [_weight, _bias];

    public override FeatureParts Forward(FeatureParts input, in Pass pass)
    {
        var outputs = new Tensor[_devices.Count];
        for (int device = 0; device < outputs.Length; device++)
        {
            Tensor features = _ownChannels ? input.Part(device) : input.On(device);
            if (_border is not null)
                features = torch.nn.functional.pad(features, _border);
            outputs[device] = torch.nn.functional.conv2d(features, _weight.As(device, pass.Type),
                _bias.As(device, pass.Type), _stride, _padding, groups: _groups);
        }

        return new(_devices, outputs);
    }
}
