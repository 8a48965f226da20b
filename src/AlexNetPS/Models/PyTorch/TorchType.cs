using AlexNetPS.Formats;
using AlexNetPS.Formats.Safetensors;

namespace AlexNetPS.Models.PyTorch;

/// <summary>An element type of PyTorch.</summary>
/// <param name="Name">Name in messages.</param>
/// <param name="Bytes">Bytes of an element.</param>
/// <param name="Data">The type as it is read; null for one whose values are not plain numbers.</param>
internal sealed record TorchType(string Name, int Bytes, TensorDataType? Data)
{
    private static readonly Dictionary<string, TorchType> _storages = new(StringComparer.Ordinal)
    {
        ["Float"] = Of(TensorDataType.F32),
        ["Half"] = Of(TensorDataType.F16),
        ["BFloat16"] = Of(TensorDataType.BF16),
        ["Double"] = Of(TensorDataType.F64),
        ["Long"] = Of(TensorDataType.I64),
        ["Int"] = Of(TensorDataType.I32),
        ["Short"] = Of(TensorDataType.I16),
        ["Char"] = Of(TensorDataType.I8),
        ["Byte"] = Of(TensorDataType.U8),
        ["Bool"] = Of(TensorDataType.BOOL),
        ["ComplexFloat"] = new("complex numbers", 8, null),
        ["ComplexDouble"] = new("complex numbers", 16, null),
        ["QInt8"] = new("quantized numbers", 1, null),
        ["QUInt8"] = new("quantized numbers", 1, null),
        ["QInt32"] = new("quantized numbers", 4, null),
        ["QUInt4x2"] = new("quantized numbers", 1, null),
        ["QUInt2x4"] = new("quantized numbers", 1, null),
        ["Untyped"] = new("bytes", 1, null),
    };

    private static readonly Dictionary<string, TorchType> _types = new(StringComparer.Ordinal)
    {
        ["float32"] = Of(TensorDataType.F32),
        ["float16"] = Of(TensorDataType.F16),
        ["bfloat16"] = Of(TensorDataType.BF16),
        ["float64"] = Of(TensorDataType.F64),
        ["int64"] = Of(TensorDataType.I64),
        ["int32"] = Of(TensorDataType.I32),
        ["int16"] = Of(TensorDataType.I16),
        ["int8"] = Of(TensorDataType.I8),
        ["uint8"] = Of(TensorDataType.U8),
        ["bool"] = Of(TensorDataType.BOOL),
    };

    /// <summary>Returns the type of a storage class: torch.FloatStorage, torch.storage.UntypedStorage, ...</summary>
    public static TorchType? OfStorage(string name) =>
        name.StartsWith("torch.", StringComparison.Ordinal) && name.EndsWith("Storage", StringComparison.Ordinal)
            ? _storages.GetValueOrDefault(name[(name.LastIndexOf('.') + 1)..^"Storage".Length])
            : null;

    /// <summary>Returns an element type by its name in a pickle: torch.float32, ...</summary>
    public static TorchType OfElements(string name)
    {
        string type = name[(name.LastIndexOf('.') + 1)..];
        return _types.GetValueOrDefault(type) ?? new($"numbers of type {type}", 1, null);
    }

    private static TorchType Of(TensorDataType type) =>
        new(type.ToString(), SafetensorsHeader.ElementBytes(type), type);
}
