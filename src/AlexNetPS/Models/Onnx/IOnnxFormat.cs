namespace AlexNetPS.Models.Onnx;

/// <summary>Writing of ONNX files, done by the plug-in AlexNetPS.Protobuf.</summary>
public interface IOnnxFormat
{
    /// <summary>Writes a model.</summary>
    /// <exception cref="NotSupportedException">It is larger than a protocol buffer can be.</exception>
    void Write(Stream stream, OnnxModel model);
}

/// <summary>An ONNX model, as data: what onnx.proto calls ModelProto with its graph.</summary>
/// <param name="Name">Of the graph.</param>
/// <param name="Description">For people.</param>
/// <param name="ProducerVersion">Of this library.</param>
/// <param name="Nodes">In the order of computation.</param>
/// <param name="Constants">Weights and shapes.</param>
/// <param name="Input">What is given.</param>
/// <param name="Outputs">What comes out.</param>
/// <param name="Metadata">Texts that travel with the model.</param>
public sealed record OnnxModel(
    string Name, string Description, string ProducerVersion, IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyList<OnnxTensor> Constants, OnnxValue Input,
    IReadOnlyList<OnnxValue> Outputs, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Version of the operators.</summary>
    public const int Opset = 17;

    /// <summary>Version of the file format that belongs to it.</summary>
    public const int IrVersion = 8;
}

/// <summary>An operator with one output, which has the node's name.</summary>
/// <param name="Type">Conv, Relu, LRN, MaxPool, Gemm, ...</param>
/// <param name="Name">Unique.</param>
/// <param name="Inputs">Names of nodes, constants or the input.</param>
/// <param name="Attributes">Settings.</param>
public sealed record OnnxNode(string Type, string Name, IReadOnlyList<string> Inputs,
    params IReadOnlyList<OnnxAttribute> Attributes);

/// <summary>A setting of an operator: a whole number, a float, or a list of whole numbers.</summary>
public sealed record OnnxAttribute
{
    /// <summary>A whole number.</summary>
    public OnnxAttribute(string name, long value) => (Name, Integer) = (name, value);

    /// <summary>A float.</summary>
    public OnnxAttribute(string name, double value) => (Name, Number) = (name, (float)value);

    /// <summary>A list.</summary>
    public OnnxAttribute(string name, IReadOnlyList<long> values) => (Name, Integers) = (name, values);

    /// <summary>As ONNX defines it.</summary>
    public string Name { get; }

    /// <summary>The value, if it is a whole number.</summary>
    public long? Integer { get; }

    /// <summary>The value, if it is a float.</summary>
    public float? Number { get; }

    /// <summary>The values, if it is a list.</summary>
    public IReadOnlyList<long>? Integers { get; }
}

/// <summary>A constant: floats, or whole numbers for shapes.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Floats">Row-major.</param>
/// <param name="Integers">In place of floats.</param>
public sealed record OnnxTensor(string Name, IReadOnlyList<long> Shape, ReadOnlyMemory<float> Floats,
    IReadOnlyList<long>? Integers = null);

/// <summary>An input or output: float32, the number of images first.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Shape">Dimensions of one image.</param>
public sealed record OnnxValue(string Name, IReadOnlyList<long> Shape);
