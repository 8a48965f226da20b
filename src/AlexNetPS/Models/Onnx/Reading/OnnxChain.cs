using AlexNetPS.Formats;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;

namespace AlexNetPS.Models.Onnx.Reading;

/// <summary>
/// A graph as layers: from the one image input, each operator takes what the one before it gives. Shapes that the graph
/// computes, and rearrangements that change no value, become nothing; dropout stays for further training.
/// </summary>
internal sealed class OnnxChain
{
    private const string Known = "Conv, Relu, Tanh, LRN, MaxPool, AveragePool, GlobalAveragePool, Gemm, MatMul, "
        + "Dropout, Flatten, Reshape, Softmax";

    private readonly OnnxContents _contents;
    private readonly OnnxValues _values;
    private readonly List<LayerDefinition> _layers = [];
    private readonly List<WeightTensor> _tensors = [];
    private readonly OnnxNames _names = new();
    private TensorShape _input, _shape;
    private OnnxForm _form = OnnxForm.Planes;
    private int _learning;
    private bool _isEnded;
    private WeightTensor? _withoutBias;

    private OnnxChain(OnnxContents contents)
    {
        _contents = contents;
        OnnxInput input = Input();
        _input = _shape = new((int)input.Shape[1], (int)input.Shape[2], (int)input.Shape[3]);
        _values = new(contents.Constants, input.Name, input.Shape[0]);
    }

    /// <summary>Layers of the network.</summary>
    public IReadOnlyList<LayerDefinition> Layers => _layers;

    /// <summary>Weights and biases, named after the layers, in their order.</summary>
    public IReadOnlyList<WeightTensor> Tensors => _tensors;

    /// <summary>Shape of one image.</summary>
    public TensorShape InputShape => _input;

    /// <summary>Reads the layers.</summary>
    /// <exception cref="FormatException">The graph is no such chain; the message names what is not read.</exception>
    public static OnnxChain Of(OnnxContents contents)
    {
        var chain = new OnnxChain(contents);
        string[] unknown = [.. contents.Operators.Where(step => !step.IsStandard || !IsKnown(step.Type))
            .Select(step => step.ToString())];
        if (unknown.Length > 0)
        {
            throw new FormatException($"its graph has operators that are not read: {NameText.List(unknown)}. A "
                + $"network of this kind has {Known}");
        }

        foreach (OnnxOperator step in contents.Operators)
            chain.Add(step);
        chain.End();
        return chain;
    }

    private static bool IsKnown(string type) => OnnxValues.IsKnown(type)
        || type is "Conv" or "Relu" or "Tanh" or "LRN" or "MaxPool" or "AveragePool" or "GlobalAveragePool"
            or "ReduceMean" or "Gemm" or "MatMul" or "Add" or "Dropout" or "Identity" or "Cast" or "Flatten"
            or "Reshape" or "Squeeze" or "Softmax" or "LogSoftmax";

    private OnnxInput Input()
    {
        OnnxInput[] inputs = [.. _contents.Inputs.Where(input => !_contents.Constants.ContainsKey(input.Name))];
        if (inputs.Length != 1)
            throw new FormatException($"its graph has {inputs.Length} inputs; one batch of images is needed");
        IReadOnlyList<long> shape = inputs[0].Shape;
        return shape.Count == 4 && shape.Skip(1).All(size => size is > 0 and <= LayerLimits.Channels)
            ? inputs[0]
            : throw new FormatException($"the input '{NameText.Truncate(inputs[0].Name)}' of its graph has the shape "
                + $"[{string.Join(", ", shape.Select(size => size < 0 ? "?" : $"{size}"))}]; images of a fixed size "
                + "are needed, [batch, channels, height, width]. Export it so");
    }

    private void Add(OnnxOperator step)
    {
        if (_values.Compute(step, Dimensions()))
            return;
        string[] data = [.. step.Inputs.Where(name => name.Length > 0 && !_values.Holds(name))];
        if (data.Length != 1 || !_values.IsLast(data[0]))
            throw new FormatException($"its graph is no chain of layers: {step} takes {NameText.List(data)}");
        if (_isEnded && step.Type is not ("Identity" or "Cast"))
            throw new FormatException($"its graph goes on after Softmax with {step}, which is not read");

        bool isBias = step.Type == "Add" && _withoutBias is not null;
        if (!isBias && step.Type is not ("Identity" or "Cast"))
            CloseBias();
        switch (step.Type)
        {
            case "Identity" or "Cast":
                break;
            case "Dropout":
                AddLayer(new DropoutDefinition { Name = Named($"drop{_learning + 1}"), Probability = Ratio(step) });
                break;
            case "Relu" or "Tanh":
                AddLayer(new ActivationDefinition
                {
                    Name = Named($"relu{_learning}"),
                    Function = step.Type == "Tanh" ? ActivationFunction.Tanh : ActivationFunction.Relu,
                });
                break;
            case "LRN":
                RequirePlanes(step);
                AddLayer(new LocalResponseNormalizationDefinition
                {
                    Name = Named($"norm{_learning}"),
                    Size = (int)step.Integer("size", 0),
                    Alpha = step.Number("alpha", 1e-4),
                    Beta = step.Number("beta", 0.75),
                    K = step.Number("bias", 1),
                });
                break;
            case "Conv":
                AddConvolution(step);
                break;
            case "MaxPool":
                AddPool(step);
                break;
            case "AveragePool" or "GlobalAveragePool" or "ReduceMean":
                AddAverage(step);
                break;
            case "Gemm":
                AddGemm(step);
                break;
            case "MatMul":
                AddProduct(step);
                break;
            case "Add" when isBias:
                AddBias(step);
                break;
            case "Flatten" when step.Integer("axis", 1) is 1 or -3:
                _form = OnnxForm.Flat;
                break;
            case "Reshape" or "Squeeze":
                _form = OnnxForms.After(step, _values, _shape, _form);
                break;
            case "Softmax" or "LogSoftmax":
                _isEnded = _layers.Count > 0 && _layers[^1] is LinearDefinition ? true : throw NotRead(step);
                break;
            default:
                throw NotRead(step);
        }

        _values.Follow(step.Outputs);
    }

    private void End()
    {
        CloseBias();
        if (_layers.Count == 0 || _layers[^1] is not LinearDefinition)
        {
            string last = _layers.Count == 0 ? "missing" : $"{_layers[^1]}";
            throw new FormatException($"the last layer of its graph is {last}; "
                + "one fully connected layer with an output for each class is needed");
        }

        if (!_contents.Outputs.Any(_values.IsLast))
            throw new FormatException("the output of its graph is not that of its last layer");
    }

    /// <summary>Dimensions of the present value, without the batch.</summary>
    private long[] Dimensions() => _form switch
    {
        OnnxForm.Flat => [_shape.Count],
        OnnxForm.Columns => [_shape.Channels, (long)_shape.Height * _shape.Width],
        _ => [_shape.Channels, _shape.Height, _shape.Width],
    };

    private void AddLayer(LayerDefinition layer)
    {
        try
        {
            _shape = layer.OutputShape(_shape);
        }
        catch (NetworkDefinitionException e)
        {
            throw new FormatException($"its graph has a layer that is not possible: {e.Message.TrimEnd('.')}", e);
        }

        _layers.Add(layer);
    }

    private void AddConvolution(OnnxOperator step)
    {
        RequirePlanes(step);
        WeightTensor weight = Constant(step, 1);
        long groups = step.Integer("group", 1);
        if (weight.Shape is not [> 0 and <= LayerLimits.Channels, > 0, > 0 and <= LayerLimits.Window, _]
            || weight.Shape[2] != weight.Shape[3] || groups is < 1 or > LayerLimits.Channels
            || weight.Shape[1] * groups != _shape.Channels)
        {
            throw NotRead(step, $"its kernel has the shape {weight.ShapeText} for an input of {_shape}");
        }

        OnnxWindow window = OnnxWindow.Of(step, (int)weight.Shape[2], _shape) ?? throw NotRead(step, OnnxWindow.Needed);
        string name = Named($"conv{++_learning}");
        AddLayer(new ConvolutionDefinition
        {
            Name = name,
            Filters = (int)weight.Shape[0],
            Kernel = window.Kernel,
            Stride = window.Stride,
            Padding = window.Padding,
            Groups = (int)groups,
        });
        AddWeight(name, weight, step, 2);
    }

    private void AddPool(OnnxOperator step)
    {
        RequirePlanes(step);
        OnnxWindow window = OnnxWindow.Of(step, 0, _shape) ?? throw NotRead(step, OnnxWindow.Needed);
        if (step.Outputs.Count > 1 && step.Outputs[1].Length > 0)
            throw NotRead(step, "its indices are used");
        AddLayer(new MaxPoolDefinition
        {
            Name = Named($"pool{_learning}"),
            Kernel = window.Kernel,
            Stride = window.Stride,
            Padding = window.Padding,
            CeilMode = window.CeilMode,
        });
    }

    /// <summary>An average over the whole map, over windows that divide the input, or over any windows.</summary>
    private void AddAverage(OnnxOperator step)
    {
        RequirePlanes(step);
        int size = 1;
        if (step.Type == "AveragePool")
        {
            OnnxWindow window = OnnxWindow.Of(step, 0, _shape) ?? throw NotRead(step, OnnxWindow.Needed);
            size = _shape.Height / window.Kernel;
            if (window.Padding != default || window.Kernel != window.Stride || _shape.Height != _shape.Width
                || size * window.Kernel != _shape.Height)
            {
                AddAverage(step, window);
                return;
            }
        }
        else if (step.Type == "ReduceMean")
        {
            IReadOnlyList<long> axes = step.Integers("axes")
                ?? (step.Inputs.Count > 1 ? _values.Integers(step.Inputs[1]) : null) ?? [];
            if (!axes.Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([2, 3]))
                throw NotRead(step, "it is no average over height and width");
        }

        AddLayer(new AdaptiveAveragePoolDefinition { Name = Named("avgpool"), Size = size });
        if (step.Type == "ReduceMean" && step.Integer("keepdims", 1) == 0)
            _form = OnnxForm.Flat;
    }

    private void AddAverage(OnnxOperator step, OnnxWindow window)
    {
        if (window.Padding != default && step.Integer("count_include_pad", 0) != 0)
            throw NotRead(step, "its average counts the padding");
        AddLayer(new AveragePoolDefinition
        {
            Name = Named($"pool{_learning}"),
            Kernel = window.Kernel,
            Stride = window.Stride,
            Padding = window.Padding,
            CeilMode = window.CeilMode,
        });
    }

    private void AddGemm(OnnxOperator step)
    {
        if (step.Integer("transA", 0) != 0 || step.Number("alpha", 1) != 1
            || (step.Number("beta", 1) != 1 && step.Inputs.Count > 2))
        {
            throw NotRead(step, "it has transA, alpha or beta");
        }

        AddLinear(step, step.Integer("transB", 0) != 0);
    }

    private void AddProduct(OnnxOperator step)
    {
        if (_form == OnnxForm.Columns)
            AddAverages(step);
        else
            AddLinear(step, isOutputsFirst: false);
    }

    private void AddLinear(OnnxOperator step, bool isOutputsFirst)
    {
        WeightTensor weight = Constant(step, 1);
        if (_form != OnnxForm.Flat || weight.Shape.Count != 2 || weight.Shape[isOutputsFirst ? 1 : 0] != _shape.Count
            || weight.Shape[isOutputsFirst ? 0 : 1] is < 1 or > LayerLimits.Channels)
        {
            throw NotRead(step, $"its matrix has the shape {weight.ShapeText} for an input of {_shape}");
        }

        weight = isOutputsFirst ? weight : weight.Permute(1, 0);
        string name = Named($"fc{++_learning}");
        AddLayer(new LinearDefinition { Name = name, Outputs = (int)weight.Shape[0] });
        AddWeight(name, weight, step, 2);
    }

    /// <summary>
    /// The form in which this library writes an adaptive average whose windows do not divide the input: a product with
    /// the share of each pixel in each place.
    /// </summary>
    private void AddAverages(OnnxOperator step)
    {
        WeightTensor shares = Constant(step, 1);
        int size = shares.Shape.Count == 2 ? (int)Math.Sqrt(shares.Shape[1]) : 0;
        if (size < 1 || size > LayerLimits.Edge || (long)size * size != shares.Shape[1]
            || shares.Shape[0] != (long)_shape.Height * _shape.Width || shares.Count > Array.MaxLength)
        {
            throw NotRead(step);
        }

        float[] values = new float[shares.Count];
        shares.Read(values);
        if (!values.AsSpan().SequenceEqual(OnnxGraph.Averages(_shape, size)))
            throw NotRead(step);
        AddLayer(new AdaptiveAveragePoolDefinition { Name = Named("avgpool"), Size = size });
    }

    private void AddWeight(string layer, WeightTensor weight, OnnxOperator step, int bias)
    {
        _tensors.Add(weight with { Name = $"{layer}.weight" });
        if (step.Inputs.Count > bias && step.Inputs[bias].Length > 0)
            _tensors.Add(Bias(Constant(step, bias), step));
        else
            _withoutBias = _tensors[^1];
    }

    private void AddBias(OnnxOperator step)
    {
        string name = step.Inputs.First(_values.Holds);
        _tensors.Add(Bias(_values.Tensor(name) ?? throw NotRead(step), step));
        _withoutBias = null;
    }

    /// <summary>A bias as one dimension: [outputs], [1, outputs], [outputs, 1, 1], [1, outputs, 1, 1].</summary>
    private WeightTensor Bias(WeightTensor bias, OnnxOperator step)
    {
        bool isPlanes = _form == OnnxForm.Planes;
        int channel = bias.Shape.Count - (isPlanes && step.Type == "Add" ? 3 : 1);
        return bias.Count == _shape.Channels && channel >= 0 && bias.Shape[channel] == _shape.Channels
            ? bias with
            {
                Name = $"{_layers[^1].Name}.bias",
                Shape = [bias.Shape[channel]],
                Strides = [bias.Strides[channel]],
            }
            : throw NotRead(step, $"its bias has the shape {bias.ShapeText} for {_shape.Channels} outputs");
    }

    /// <summary>A layer without biases has biases of 0.</summary>
    private void CloseBias()
    {
        if (_withoutBias is null)
            return;
        long count = _withoutBias.Shape[0];
        var zeros = new ArrayBytes(new byte[count * sizeof(float)]);
        _tensors.Add(WeightTensor.Contiguous($"{_layers[^1].Name}.bias", zeros, TensorDataType.F32, 0, [count]));
        _withoutBias = null;
    }

    private double Ratio(OnnxOperator step) => step.Inputs.Count > 1 && step.Inputs[1].Length > 0
        && _values.Tensor(step.Inputs[1]) is { Count: 1 } ratio ? Single(ratio) : step.Number("ratio", 0.5);

    private static double Single(WeightTensor tensor)
    {
        float[] value = new float[1];
        tensor.Read(value);
        return Math.Round((double)value[0], 6);
    }

    private WeightTensor Constant(OnnxOperator step, int input) =>
        step.Inputs.Count > input && _values.Tensor(step.Inputs[input]) is { } tensor
            ? tensor
            : throw NotRead(step, "its weights are not constants of the graph");

    private void RequirePlanes(OnnxOperator step)
    {
        if (_form != OnnxForm.Planes)
            throw NotRead(step, "its input has no height and width");
    }

    private string Named(string name) => _names.Take(name);

    private static FormatException NotRead(OnnxOperator step, string? reason = null) =>
        new($"its operator {step} is not read{(reason is null ? "" : $": {reason}")}");
}
