using AlexNetPS.Formats;
using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Safetensors;

namespace AlexNetPS.Models.PyTorch;

/// <summary>A contiguous range of elements that tensors view; stored elsewhere in the file.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Key">Name in the file.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record TorchStorage(TensorDataType Type, string Key, long Count)
{
    /// <summary>Element types by the name of PyTorch's storage class.</summary>
    public static IReadOnlyDictionary<string, TensorDataType> Types { get; } =
        new Dictionary<string, TensorDataType>(StringComparer.Ordinal)
        {
            ["torch.FloatStorage"] = TensorDataType.F32,
            ["torch.HalfStorage"] = TensorDataType.F16,
            ["torch.BFloat16Storage"] = TensorDataType.BF16,
            ["torch.DoubleStorage"] = TensorDataType.F64,
            ["torch.LongStorage"] = TensorDataType.I64,
            ["torch.IntStorage"] = TensorDataType.I32,
            ["torch.ShortStorage"] = TensorDataType.I16,
            ["torch.CharStorage"] = TensorDataType.I8,
            ["torch.ByteStorage"] = TensorDataType.U8,
            ["torch.BoolStorage"] = TensorDataType.BOOL,
        };

    /// <summary>
    /// Reads a reference in a pickle: ('storage', class, key, device, count), and None in legacy files.
    /// </summary>
    /// <exception cref="FormatException">The reference is something else.</exception>
    public static TorchStorage FromReference(object? reference) =>
        reference is object?[] { Length: 5 or 6 } parts && PickleText.Of(parts[0]) == "storage"
        && parts[1] is PickleGlobal type && Types.TryGetValue(type.Name, out TensorDataType stored)
        && PickleText.Of(parts[2]) is string key && parts[4] is long count and >= 0
        && parts is not { Length: 6 } or [.., null]
            ? new(stored, key, count)
            : throw new FormatException("its pickle refers to something that is not a plain storage of numbers");
}
