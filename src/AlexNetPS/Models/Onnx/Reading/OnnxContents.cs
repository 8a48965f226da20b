using AlexNetPS.Formats.Text;

namespace AlexNetPS.Models.Onnx.Reading;

/// <summary>What is read of an ONNX file.</summary>
/// <param name="Operators">Operators in the order of computation.</param>
/// <param name="Constants">Initializers by name.</param>
/// <param name="Inputs">Inputs of the graph, which may include initializers.</param>
/// <param name="Outputs">Names of the outputs of the graph.</param>
/// <param name="Metadata">Metadata of the model.</param>
internal sealed record OnnxContents(IReadOnlyList<OnnxOperator> Operators,
    IReadOnlyDictionary<string, OnnxConstant> Constants, IReadOnlyList<OnnxInput> Inputs, IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, string> Metadata);

/// <summary>An input of the graph.</summary>
/// <param name="Name">Name.</param>
/// <param name="Shape">Dimensions; -1 for one that is left open.</param>
internal sealed record OnnxInput(string Name, IReadOnlyList<long> Shape);

/// <summary>An operator of the graph: a NodeProto.</summary>
/// <param name="Type">Conv, Relu, ...</param>
/// <param name="Domain">Empty for the operators of ONNX itself.</param>
/// <param name="Name">Name, which may be empty.</param>
/// <param name="Inputs">Names of its inputs; empty for one that is left out.</param>
/// <param name="Outputs">Names of its outputs.</param>
/// <param name="Attributes">Attributes by name.</param>
internal sealed record OnnxOperator(string Type, string Domain, string Name, IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, OnnxSetting> Attributes)
{
    public bool IsStandard => Domain is "" or "ai.onnx";

    public long Integer(string name, long otherwise) => Attributes.GetValueOrDefault(name)?.Integer ?? otherwise;

    public double Number(string name, double otherwise) => Attributes.GetValueOrDefault(name)?.Number ?? otherwise;

    public string Text(string name, string otherwise) => Attributes.GetValueOrDefault(name)?.Text ?? otherwise;

    public IReadOnlyList<long>? Integers(string name) => Attributes.GetValueOrDefault(name)?.Integers;

    /// <summary>The type, and the name if there is one.</summary>
    public override string ToString() => Name.Length == 0 ? Type
        : $"{Type} ({NameText.Truncate(Name)})";
}

/// <summary>The value of an attribute.</summary>
internal sealed record OnnxSetting
{
    public long? Integer { get; init; }

    /// <summary>A float, as printed: 0.0001 rather than 9.99999974737875E-05.</summary>
    public double? Number { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<long>? Integers { get; init; }

    public OnnxConstant? Constant { get; init; }
}
