namespace AlexNetPS.Models.Onnx;

/// <summary>An ONNX model: ModelProto of onnx.proto with its graph.</summary>
/// <param name="Name">Name of the graph.</param>
/// <param name="Description">Human-readable description.</param>
/// <param name="ProducerVersion">Version of this library.</param>
/// <param name="Nodes">Operators in the order of computation.</param>
/// <param name="Constants">Weights and shapes.</param>
/// <param name="Input">Input of the graph.</param>
/// <param name="Outputs">Outputs of the graph.</param>
/// <param name="Metadata">Metadata of the model.</param>
internal sealed record OnnxModel(
    string Name, string Description, string ProducerVersion, IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyList<OnnxTensor> Constants, OnnxValue Input,
    IReadOnlyList<OnnxValue> Outputs, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Version of the operator set.</summary>
    public const int Opset = 17;

    /// <summary>Version of the file format for that operator set.</summary>
    public const int IrVersion = 8;
}

/// <summary>An operator with one output, which has the name of the node.</summary>
/// <param name="Type">Conv, Relu, LRN, MaxPool, Gemm, ...</param>
/// <param name="Name">Unique.</param>
/// <param name="Inputs">Names of nodes, constants or the input.</param>
/// <param name="Attributes">Attributes of the operator.</param>
internal sealed record OnnxNode(string Type, string Name, IReadOnlyList<string> Inputs,
    params IReadOnlyList<OnnxAttribute> Attributes);

/// <summary>An attribute of an operator: a whole number, a float, or a list of whole numbers.</summary>
internal sealed record OnnxAttribute
{
    /// <summary>Creates an attribute with a whole number.</summary>
    public OnnxAttribute(string name, long value) => (Name, Integer) = (name, value);

    /// <summary>Creates an attribute with a float.</summary>
    public OnnxAttribute(string name, double value) => (Name, Number) = (name, (float)value);

    /// <summary>Creates an attribute with a list of whole numbers.</summary>
    public OnnxAttribute(string name, IReadOnlyList<long> values) => (Name, Integers) = (name, values);

    /// <summary>Name, as defined by ONNX.</summary>
    public string Name { get; }

    /// <summary>The value if it is a whole number; null otherwise.</summary>
    public long? Integer { get; }

    /// <summary>The value if it is a float; null otherwise.</summary>
    public float? Number { get; }

    /// <summary>The value if it is a list; null otherwise.</summary>
    public IReadOnlyList<long>? Integers { get; }
}

/// <summary>A constant: floats, or whole numbers for shapes.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Floats">Row-major.</param>
/// <param name="Integers">Whole numbers instead of floats.</param>
internal sealed record OnnxTensor(string Name, IReadOnlyList<long> Shape, ReadOnlyMemory<float> Floats,
    IReadOnlyList<long>? Integers = null);

/// <summary>An input or output: float32, with the batch as the first dimension.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Shape">Dimensions of one image.</param>
internal sealed record OnnxValue(string Name, IReadOnlyList<long> Shape);
