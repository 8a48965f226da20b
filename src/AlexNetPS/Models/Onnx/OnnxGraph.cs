using AlexNetPS.Networks;

namespace AlexNetPS.Models.Onnx;

/// <summary>
/// A network as ONNX operators. Windows are written with explicit padding, as resolved by the definition, so that ceil
/// mode and "same" keep their meaning; dropout has no effect in prediction and no node.
/// </summary>
internal sealed class OnnxGraph
{
    public const string Input = "images", Logits = "logits", Probabilities = "probabilities";

    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _constants = [];
    private readonly OnnxNames _names;
    private string _last = Input;
    private bool _isFlat;

    /// <summary>Builds the graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Names and tensors in the order of the definition.</param>
    /// <param name="read">Returns the values of a tensor by this library's name.</param>
    public OnnxGraph(NetworkDefinition network, IReadOnlyList<(string Name, TensorDescription Tensor)> parameters,
        Func<string, ReadOnlyMemory<float>> read)
    {
        var names = parameters.ToDictionary(entry => entry.Tensor.Name, entry => entry.Name, StringComparer.Ordinal);
        _names = new([Input, Logits, Probabilities, .. names.Values]);
        foreach ((string name, TensorDescription tensor) in parameters)
            _constants.Add(new(name, [.. tensor.Shape.Select(size => (long)size)], read(tensor.Name)));

        // Layers are named before the values between them, so that a layer keeps its name if possible.
        string[] outputs = [.. network.ResolvedLayers.SkipLast(1)
            .Select(layer => layer.Definition is DropoutDefinition ? "" : _names.Take(layer.Name)), Logits];
        foreach (NetworkLayer layer in network.ResolvedLayers)
            Add(layer, outputs[layer.Index], names);
        Node("Softmax", Probabilities, [], new OnnxAttribute("axis", 1));
    }

    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    public IReadOnlyList<OnnxTensor> Constants => _constants;

    private void Add(NetworkLayer layer, string output, Dictionary<string, string> names)
    {
        TensorShape input = layer.InputShape;
        if (layer.Definition is LinearDefinition)
            Flatten(layer);
        else if (layer.Definition is not (DropoutDefinition or ActivationDefinition))
            Unflatten(layer);
        switch (layer.Definition)
        {
            case ConvolutionDefinition convolution:
                Node("Conv", output, [names[$"{layer.Name}.weight"], names[$"{layer.Name}.bias"]],
                    [.. Windows(convolution.Rows(input), convolution.Columns(input)),
                        new("group", convolution.Groups)]);
                break;
            case ActivationDefinition activation:
                Node(activation.Function == ActivationFunction.Tanh ? "Tanh" : "Relu", output, []);
                break;
            case LocalResponseNormalizationDefinition { Region: NormalizationRegion.AcrossChannels } norm:
                // ONNX divides alpha by the size, as Caffe does.
                Node("LRN", output, [], new("size", norm.Size), new("alpha", norm.EffectiveAlpha * norm.Size),
                    new("beta", norm.Beta), new("bias", norm.K));
                break;
            case MaxPoolDefinition pool:
                Node("MaxPool", output, [], [.. Windows(pool.Rows(input), pool.Columns(input))]);
                break;
            case AveragePoolDefinition pool:
                Node("AveragePool", output, [], [.. Windows(pool.Rows(input), pool.Columns(input)),
                    new("count_include_pad", 0)]);
                break;
            case AdaptiveAveragePoolDefinition average:
                AddAverage(layer, average.Size, output);
                break;
            case DropoutDefinition:
                break;
            case LinearDefinition:
                Node("Gemm", output, [names[$"{layer.Name}.weight"], names[$"{layer.Name}.bias"]],
                    new OnnxAttribute("transB", 1));
                break;
            case LocalResponseNormalizationDefinition:
                throw new ModelFormatException($"Layer '{layer.Name}' cannot be written as ONNX, which normalizes across "
                    + "channels only, and not within a map.");
            default:
                throw new ModelFormatException($"Layer '{layer.Name}' cannot be written as ONNX, which has no operator "
                    + $"for {layer.Type}.");
        }
    }

    private static IEnumerable<OnnxAttribute> Windows(Window rows, Window columns) =>
    [
        new("kernel_shape", [rows.Kernel, columns.Kernel]), new("strides", [rows.Stride, columns.Stride]),
        new("pads", [rows.Before, columns.Before, rows.After, columns.After]),
    ];

    /// <summary>
    /// ONNX has no adaptive pooling: equal windows become an average pool, unequal ones a product with a matrix of
    /// weights.
    /// </summary>
    private void AddAverage(NetworkLayer layer, int size, string output)
    {
        TensorShape input = layer.InputShape;
        if (input.Height == size && input.Width == size)
        {
            Node("Identity", output, []);
        }
        else if (input.Height % size == 0 && input.Width % size == 0)
        {
            (long rows, long columns) = (input.Height / size, input.Width / size);
            Node("AveragePool", output, [], new("kernel_shape", [rows, columns]), new("strides", [rows, columns]));
        }
        else
        {
            long pixels = (long)input.Height * input.Width, places = (long)size * size;
            if (pixels * places > Array.MaxLength)
            {
                throw new ModelFormatException($"Layer '{layer.Name}' cannot be written as ONNX: its windows from "
                    + $"{input} to {layer.OutputShape} are too many.");
            }

            string windows = _names.Take($"{layer.Name}.windows");
            Reshape(_names.Take($"{layer.Name}.flat"), [0, input.Channels, pixels]);
            _constants.Add(new(windows, [pixels, places], Averages(input, size)));
            Node("MatMul", _names.Take($"{layer.Name}.averages"), [windows]);
            Reshape(output, [0, input.Channels, size, size]);
        }
    }

    /// <summary>Returns the averaging weights, [input position, output position].</summary>
    internal static float[] Averages(TensorShape input, int size)
    {
        float[] averages = new float[input.Height * input.Width * size * size];
        for (int place = 0; place < size * size; place++)
        {
            (int top, int bottom) = Bounds(place / size, input.Height);
            (int left, int right) = Bounds(place % size, input.Width);
            for (int row = top; row < bottom; row++)
            {
                for (int column = left; column < right; column++)
                {
                    averages[(row * input.Width + column) * size * size + place] =
                        1f / ((bottom - top) * (right - left));
                }
            }
        }

        return averages;

        (int From, int To) Bounds(int index, int length) =>
            (index * length / size, ((index + 1) * length + size - 1) / size);
    }

    private void Flatten(NetworkLayer layer)
    {
        if (_isFlat)
            return;
        Node("Flatten", _names.Take($"{layer.Name}.input"), [], new OnnxAttribute("axis", 1));
        _isFlat = true;
    }

    private void Unflatten(NetworkLayer layer)
    {
        if (!_isFlat)
            return;
        Reshape(_names.Take($"{layer.Name}.input"),
            [0, layer.InputShape.Channels, layer.InputShape.Height, layer.InputShape.Width]);
        _isFlat = false;
    }

    private void Reshape(string output, long[] shape)
    {
        string name = _names.Take($"{output}.shape");
        _constants.Add(new(name, [shape.Length], default, shape));
        Node("Reshape", output, [name]);
    }

    private void Node(string type, string output, IReadOnlyList<string> constants,
        params IReadOnlyList<OnnxAttribute> attributes)
    {
        _nodes.Add(new(type, output, [_last, .. constants], attributes));
        _last = output;
    }
}
