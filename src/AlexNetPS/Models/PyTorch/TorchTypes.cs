using AlexNetPS.Formats.Pickle;

namespace AlexNetPS.Models.PyTorch;

/// <summary>What a checkpoint of PyTorch may make: tensors in their several forms, and ordered dictionaries.</summary>
internal static class TorchTypes
{
    private static readonly Dictionary<string, Func<object?[], object?>> _makers = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = PickleDictionary.Of,
        ["torch.Size"] = arguments => arguments is [object?[] sizes]
            ? sizes
            : throw new FormatException("its pickle makes a size of something that is not a tuple"),
        ["torch._utils._rebuild_tensor"] = TorchTensor.Make,
        ["torch._utils._rebuild_tensor_v2"] = TorchTensor.Make,
        ["torch._utils._rebuild_tensor_v3"] = TorchTensor.MakeTyped,
        ["torch._utils._rebuild_parameter"] = Wrapped,
        ["torch._utils._rebuild_parameter_with_state"] = Wrapped,
        ["torch._utils._rebuild_device_tensor_from_cpu_tensor"] = Wrapped,
        ["torch.nn.parameter.Parameter"] = Wrapped,
        ["torch._tensor._rebuild_from_type"] = OfType,
        ["torch._tensor._rebuild_from_type_v2"] = OfType,
        ["torch._utils._rebuild_qtensor"] = _ => new UnreadableTensor("quantized numbers"),
        ["torch.serialization._get_layout"] = arguments => arguments.Length > 0 ? arguments[0] : null,
        ["torch._utils._rebuild_sparse_tensor"] = _ => new UnreadableTensor("sparse numbers"),
        ["torch._utils._rebuild_sparse_csr_tensor"] = _ => new UnreadableTensor("sparse numbers"),
        ["torch._utils._rebuild_nested_tensor"] = _ => new UnreadableTensor("nested tensors"),
        ["torch._utils._rebuild_meta_tensor_no_storage"] = _ => new UnreadableTensor("no values (device meta)"),
    };

    /// <summary>Returns the types.</summary>
    /// <param name="persistent">Reads a reference to a storage.</param>
    public static PickleTypes With(Func<object?, object?> persistent) =>
        new() { Makers = _makers, Persistent = persistent };

    /// <summary>A parameter, or a tensor of another device: the tensor that it was made of.</summary>
    private static object? Wrapped(object?[] arguments) => arguments is [TorchTensor or UnreadableTensor, ..]
        ? arguments[0]
        : throw new FormatException("its pickle makes a parameter of something that is not a tensor");

    /// <summary>
    /// (function, type, arguments, state): a tensor with attributes in Python, or of a class of its own.
    /// </summary>
    private static object? OfType(object?[] arguments)
    {
        if (arguments is not [PickleGlobal function, PickleGlobal type, object?[] inner, ..])
            throw new FormatException("its pickle makes a tensor of something that is not a function and a type");
        return type.Name is "torch.Tensor" or "torch.nn.parameter.Parameter" or "torch.nn.parameter.Buffer"
            && function.Name.StartsWith("torch._utils._rebuild_", StringComparison.Ordinal)
            && _makers.TryGetValue(function.Name, out Func<object?[], object?>? make)
            ? make(inner)
            : new PickleObject(type, inner);
    }
}
