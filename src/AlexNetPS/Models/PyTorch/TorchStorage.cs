using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Safetensors;

namespace AlexNetPS.Models.PyTorch;

/// <summary>A run of elements that tensors look into; it lies elsewhere in the file.</summary>
/// <param name="Type">How an element is stored.</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="Count">Elements.</param>
internal sealed record TorchStorage(SafetensorsType Type, string Key, long Count)
{
    /// <summary>Element types by the name of PyTorch's storage class.</summary>
    public static IReadOnlyDictionary<string, SafetensorsType> Types { get; } = new Dictionary<string, SafetensorsType>(StringComparer.Ordinal)
    {
        ["torch.FloatStorage"] = SafetensorsType.F32,
        ["torch.HalfStorage"] = SafetensorsType.F16,
        ["torch.BFloat16Storage"] = SafetensorsType.BF16,
        ["torch.DoubleStorage"] = SafetensorsType.F64,
        ["torch.LongStorage"] = SafetensorsType.I64,
        ["torch.IntStorage"] = SafetensorsType.I32,
        ["torch.ShortStorage"] = SafetensorsType.I16,
        ["torch.CharStorage"] = SafetensorsType.I8,
        ["torch.ByteStorage"] = SafetensorsType.U8,
        ["torch.BoolStorage"] = SafetensorsType.BOOL,
    };

    /// <summary>Reads a pickle's reference: ('storage', class, key, device, count), and None in legacy files.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static TorchStorage FromReference(object? reference) =>
        reference is object?[] { Length: 5 or 6 } parts && PickleText.Of(parts[0]) == "storage"
        && parts[1] is PickleGlobal type && Types.TryGetValue(type.Name, out SafetensorsType stored)
        && PickleText.Of(parts[2]) is string key && parts[4] is long count and >= 0 && parts is not { Length: 6 } or [.., null]
            ? new(stored, key, count)
            : throw new FormatException("its pickle refers to something that is not a plain storage of numbers");
}
