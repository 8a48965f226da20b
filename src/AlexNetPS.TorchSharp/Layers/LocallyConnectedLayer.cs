using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>
/// Convolution with filters of its own at each place: a matrix product for each place, on the replica's first device.
/// </summary>
internal sealed class LocallyConnectedLayer : TorchLayer
{
    private readonly IReadOnlyList<Device> _devices;
    private readonly TorchParameter _weight, _bias;
    private readonly long[] _border;
    private readonly long _kernel, _stride;

    public LocallyConnectedLayer(NetworkLayer layer, ParameterMaker make)
        : base(layer)
    {
        var definition = (LocallyConnectedDefinition)layer.Definition;
        _devices = make.Devices;
        (_weight, _bias) = make.Parameters(layer, 1);
        (_kernel, _stride) = (definition.Kernel, definition.Stride);
        Window rows = definition.Rows(layer.InputShape), columns = definition.Columns(layer.InputShape);
        _border = [columns.Before, columns.After, rows.Before, rows.After];
    }

    public override IReadOnlyList<TorchParameter> Parameters => [_weight, _bias];

    public override FeatureParts Forward(FeatureParts input, in Pass pass)
    {
        Tensor features = torch.nn.functional.pad(input.On(0), _border);
        long images = features.shape[0], rows = Layer.OutputShape.Height, columns = Layer.OutputShape.Width;
        long filters = Layer.OutputShape.Channels;

        // [images, channels * kernel * kernel, places], as the weights of a place are ordered.
        Tensor windows = torch.nn.functional.unfold(features, (_kernel, _kernel), stride: (_stride, _stride));
        Tensor weights = _weight.As(0, pass.Type).view(rows * columns, filters, -1);
        Tensor biases = _bias.As(0, pass.Type).view(rows * columns, 1, filters);
        Tensor places = windows.permute(2, 0, 1).bmm(weights.transpose(1, 2)).add(biases);
        return new(_devices, places.permute(1, 2, 0).reshape(images, filters, rows, columns));
    }
}
