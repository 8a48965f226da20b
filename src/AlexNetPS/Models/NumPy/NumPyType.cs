using AlexNetPS.Formats;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.NumPy;

/// <summary>An element type: a letter with a size, and its byte order.</summary>
internal sealed class NumPyType(string? name) : IPickleState
{
    private bool _bigEndian;

    /// <summary>That of a header: "&lt;f4".</summary>
    public static NumPyType Of(string description) =>
        new(description.TrimStart('<', '>', '|', '=')) { _bigEndian = description.StartsWith('>') };

    public void SetState(object? state) => _bigEndian = state is object?[] { Length: > 1 } parts
        && PickleText.Of(parts[1]) == ">";

    /// <summary>A tensor of this type where its bytes lie.</summary>
    /// <exception cref="FormatException">Of another type than weights have, or not as many bytes as its shape
    /// takes.</exception>
    public WeightTensor Tensor(string array, IByteSource source, long start, long bytes, IReadOnlyList<long> shape,
        bool columnMajor)
    {
        TensorDataType stored = Element(array);
        Int128 length = SafetensorsHeader.ElementBytes(stored);
        foreach (long size in shape)
            length = length <= bytes || size == 0 ? length * size : length;
        if (length != bytes)
        {
            throw new FormatException(
                $"its array '{array}' of shape [{string.Join(", ", shape)}] has {bytes:N0} bytes; it is damaged");
        }

        WeightTensor tensor = columnMajor
            ? WeightTensor.Contiguous(array, source, stored, start, [.. shape.Reverse()])
                .Permute([.. Enumerable.Range(0, shape.Count).Reverse()])
            : WeightTensor.Contiguous(array, source, stored, start, shape);
        return tensor with { BigEndian = _bigEndian };
    }

    private TensorDataType Element(string array) => name switch
    {
        "f4" => TensorDataType.F32,
        "f8" => TensorDataType.F64,
        "f2" => TensorDataType.F16,
        _ => throw new FormatException($"its array '{array}' has the element type '{name}', which is not f2, f4 or f8"),
    };
}
