using AlexNetPS.Formats;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.NumPy;

/// <summary>A NumPy element type: a letter with a size, and the byte order.</summary>
internal sealed class NumPyType(string? name) : IPickleState
{
    private bool _bigEndian;

    /// <summary>Returns the type of a header: "&lt;f4".</summary>
    public static NumPyType Of(string description) =>
        new(description.TrimStart('<', '>', '|', '=')) { _bigEndian = description.StartsWith('>') };

    public void SetState(object? state) => _bigEndian = state is object?[] { Length: > 1 } parts
        && PickleText.Of(parts[1]) == ">";

    /// <summary>Returns a tensor of this type in the file.</summary>
    /// <exception cref="FormatException">The type is not that of weights, or there are not as many bytes as the shape
    /// requires.</exception>
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
