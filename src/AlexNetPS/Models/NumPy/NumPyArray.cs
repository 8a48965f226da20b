using AlexNetPS.Models.Import;
using AlexNetPS.Models.Pickle;

namespace AlexNetPS.Models.NumPy;

/// <summary>An array in a pickle; made empty and then told its contents.</summary>
internal sealed class NumPyArray : IPickleState
{
    private const int MaximumDimensions = 16;

    private object? _values;

    /// <summary>All that arrays need. NumPy 2 renamed the module.</summary>
    public static PickleTypes Types { get; } = new()
    {
        Names = new HashSet<string>(StringComparer.Ordinal) { "numpy.ndarray" },
        Makers = new Dictionary<string, Func<object?[], object?>>(StringComparer.Ordinal)
        {
            ["numpy.core.multiarray._reconstruct"] = _ => new NumPyArray(),
            ["numpy._core.multiarray._reconstruct"] = _ => new NumPyArray(),
            ["numpy.dtype"] = arguments => new NumPyType(arguments.Length > 0 ? PickleText.Of(arguments[0]) : null),
        },
    };

    public IReadOnlyList<long> Shape { get; private set; } = [];

    private NumPyType? Type { get; set; }

    private bool ColumnMajor { get; set; }

    /// <summary>The objects of an array of objects.</summary>
    public IReadOnlyList<object?> Objects => _values as IReadOnlyList<object?> ?? [];

    public void SetState(object? state)
    {
        if (state is not object?[] { Length: 5 } parts || parts[1] is not object?[] sizes || sizes.Length > MaximumDimensions || !sizes.All(size => size is long and >= 0)
            || parts[2] is not NumPyType type || parts[3] is not bool columnMajor)
            throw new FormatException("its pickle has an array without shape, type and values");
        (Shape, Type, ColumnMajor, _values) = ([.. sizes.Cast<long>()], type, columnMajor, parts[4]);
    }

    /// <summary>Its values where they lie.</summary>
    /// <exception cref="FormatException">It has none, or not as many bytes as its shape and type say.</exception>
    public WeightTensor ToTensor(string name)
    {
        if (_values is not PickleBytes bytes || Type is null) throw new FormatException($"its array '{name}' has no values");
        SafetensorsType stored = Type.Element(name);
        Int128 length = SafetensorsHeader.ElementBytes(stored);
        foreach (long size in Shape) length = length <= bytes.Length || size == 0 ? length * size : length;
        if (length != bytes.Length) throw new FormatException($"its array '{name}' of shape [{string.Join(", ", Shape)}] has {bytes.Length:N0} bytes; it is damaged");
        return ColumnMajor
            ? WeightTensor.Contiguous(name, bytes.File, stored, bytes.Offset, [.. Shape.Reverse()]).Permute([.. Enumerable.Range(0, Shape.Count).Reverse()])
            : WeightTensor.Contiguous(name, bytes.File, stored, bytes.Offset, Shape);
    }
}

/// <summary>An element type: a letter with a size, then its byte order.</summary>
internal sealed class NumPyType(string? name) : IPickleState
{
    private bool _bigEndian;

    public void SetState(object? state) => _bigEndian = state is object?[] { Length: > 1 } parts && PickleText.Of(parts[1]) == ">";

    public SafetensorsType Element(string array)
    {
        if (_bigEndian) throw new FormatException($"its array '{array}' is big-endian; save it with array.astype('<f4')");
        return name switch
        {
            "f4" => SafetensorsType.F32,
            "f8" => SafetensorsType.F64,
            "f2" => SafetensorsType.F16,
            _ => throw new FormatException($"its array '{array}' has the element type '{name}', which is not f2, f4 or f8"),
        };
    }
}
