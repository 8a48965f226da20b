using AlexNetPS.Formats.Text;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.Onnx.Reading;

/// <summary>
/// The values of a graph by name: constants, sizes that the graph computes from the shape of an image, and the names of
/// the value that the chain has reached.
/// </summary>
/// <param name="constants">Initializers.</param>
/// <param name="input">Name of the image input.</param>
/// <param name="batch">Images of a batch; -1 if that is left open.</param>
internal sealed class OnnxValues(IReadOnlyDictionary<string, OnnxConstant> constants, string input, long batch)
{
    private readonly Dictionary<string, WeightTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long[]> _sizes = new(StringComparer.Ordinal);
    private HashSet<string> _last = new(StringComparer.Ordinal) { input };

    /// <summary>Images of a batch; -1 if that is left open.</summary>
    public long Batch => batch;

    /// <summary>Whether an operator, apart from layers, is computed here.</summary>
    public static bool IsKnown(string type) =>
        type is "Constant" or "Transpose" or "Shape" or "Gather" or "Slice" or "Unsqueeze" or "Concat";

    /// <summary>Whether a name is that of a constant or of computed sizes.</summary>
    public bool Holds(string name) =>
        constants.ContainsKey(name) || _tensors.ContainsKey(name) || _sizes.ContainsKey(name);

    /// <summary>Whether a name is that of the value that the chain has reached.</summary>
    public bool IsLast(string name) => _last.Contains(name);

    /// <summary>The chain has reached another value, or another name of the same.</summary>
    public void Follow(IReadOnlyList<string> outputs) => _last = new(outputs.Take(1), StringComparer.Ordinal);

    /// <summary>Returns a constant as a tensor; null if the name is not that of one.</summary>
    public WeightTensor? Tensor(string name) => _tensors.TryGetValue(name, out WeightTensor? known) ? known
        : constants.TryGetValue(name, out OnnxConstant? constant) ? _tensors[name] = constant.ToTensor() : null;

    /// <summary>Returns a few whole numbers; null if the name is not that of such.</summary>
    public long[]? Integers(string name)
    {
        if (_sizes.TryGetValue(name, out long[]? sizes))
            return sizes;
        return constants.TryGetValue(name, out OnnxConstant? constant) ? constant.ToIntegers() : null;
    }

    /// <summary>Computes an operator that takes no values of an image; false if it does.</summary>
    /// <param name="step">The operator.</param>
    /// <param name="image">Dimensions of the present value, without the batch.</param>
    public bool Compute(OnnxOperator step, long[] image)
    {
        if (step.Outputs.Count == 0)
            return false;
        string output = step.Outputs[0];
        if (step.Type == "Constant")
        {
            AddConstant(step, output);
            return true;
        }

        if (step.Type == "Shape" && step.Inputs is [string shaped] && IsLast(shaped))
        {
            long[] all = [batch, .. image];
            int start = At(step.Integer("start", 0), all.Length), end = At(step.Integer("end", all.Length), all.Length);
            _sizes[output] = all[Math.Min(start, end)..end];
            return true;
        }

        if (step.Inputs.Count == 0 || step.Inputs.Any(name => name.Length > 0 && !Holds(name)))
            return false;
        if (step.Type is "Identity" or "Cast" or "Transpose" && Tensor(step.Inputs[0]) is { } tensor)
        {
            _tensors[output] = step.Type == "Transpose" ? Transposed(step, tensor) : tensor;
            if (constants.TryGetValue(step.Inputs[0], out OnnxConstant? constant) && constant.Shape.Count < 2)
                _sizes[output] = constant.ToIntegers();
            return true;
        }

        _sizes[output] = Sizes(step)
            ?? throw new FormatException($"its operator {step} is not read: it computes with constants");
        return true;
    }

    private void AddConstant(OnnxOperator step, string output)
    {
        if (step.Attributes.GetValueOrDefault("value")?.Constant is { } constant)
        {
            if (constant.Shape.Count < 2 && constant.Length <= 64)
                _sizes[output] = constant.ToIntegers();
            _tensors[output] = constant.ToTensor();
        }
        else
        {
            _sizes[output] = step.Attributes.GetValueOrDefault("value_int")?.Integer is long one ? [one]
                : [.. step.Integers("value_ints") ?? []];
        }
    }

    private static WeightTensor Transposed(OnnxOperator step, WeightTensor tensor)
    {
        int[] dimensions = [.. Enumerable.Range(0, tensor.Shape.Count)];
        int[] axes = step.Integers("perm") is { } order
            ? [.. order.Select(axis => (int)axis)]
            : [.. dimensions.Reverse()];
        return axes.Order().SequenceEqual(dimensions) ? tensor.Permute(axes)
            : throw new FormatException($"its operator {step} has no order of the dimensions of {tensor.ShapeText}");
    }

    private long[]? Sizes(OnnxOperator step)
    {
        long[]?[] inputs = [.. step.Inputs.Select(name => name.Length == 0 ? [] : Integers(name))];
        if (inputs.Length == 0 || inputs[0] is not long[] sizes || Array.Exists(inputs, values => values is null))
            return null;
        switch (step.Type)
        {
            case "Identity" or "Cast" or "Unsqueeze" or "Squeeze":
                return sizes;
            case "Reshape":
                return sizes;
            case "Concat":
                long[] all = [.. inputs.SelectMany(values => values!)];
                return all.Length <= 64 ? all : null;
            case "Gather" when inputs.Length == 2 && inputs[1]!.All(at => at >= -sizes.Length && at < sizes.Length):
                return [.. inputs[1]!.Select(at => sizes[at < 0 ? at + sizes.Length : at])];
            case "Slice":
                int from = At(Bound(inputs, 1, step, "starts"), sizes.Length);
                int to = At(Bound(inputs, 2, step, "ends"), sizes.Length);
                return inputs.Length > 4 && inputs[4] is not [1] ? null : sizes[Math.Min(from, to)..to];
            default:
                return null;
        }
    }

    // As an input, or, in old graphs, as an attribute.
    private static long Bound(long[]?[] inputs, int input, OnnxOperator step, string attribute) =>
        (inputs.Length > input ? inputs[input] : step.Integers(attribute))?.FirstOrDefault() ?? 0;

    private static int At(long index, int length) => (int)Math.Clamp(index < 0 ? index + length : index, 0, length);
}
