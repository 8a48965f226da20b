using AlexNetPS.Formats.Pickle;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.NumPy;

/// <summary>A NumPy array in a pickle; created empty and then filled, or created from a buffer (protocol 5).</summary>
internal sealed class NumPyArray : IPickleState
{
    private const int MaximumDimensions = 16;

    // NumPy 2 renamed its internal package.
    private static readonly string[] _packages = ["numpy.core", "numpy._core"];

    private object? _values;

    // Maps dimensions from memory order to array order; null if they are the same.
    private int[]? _axes;

    /// <summary>Pickle types of arrays.</summary>
    public static PickleTypes Types { get; } = new()
    {
        Makers = new Dictionary<string, Func<object?[], object?>>(
        [
            .. InPackages("multiarray._reconstruct", _ => new NumPyArray()),
            .. InPackages("numeric._frombuffer", FromBuffer),
            new("numpy.dtype", arguments => new NumPyType(arguments.Length > 0 ? PickleText.Of(arguments[0]) : null)),

            // Bytes as written by Python 3 with protocol 2, and empty ones.
            new("_codecs.encode", Latin1Text.Encode),
            new("__builtin__.bytes", Empty),
            new("builtins.bytes", Empty),

            // Stored next to weights: an ordered dictionary, and scalars, which are ignored.
            new("collections.OrderedDict", PickleDictionary.Of),
            .. InPackages("multiarray.scalar", _ => null),
        ], StringComparer.Ordinal),
    };

    public IReadOnlyList<long> Shape { get; private set; } = [];

    private NumPyType? Type { get; set; }

    private bool ColumnMajor { get; set; }

    /// <summary>The elements of an object array.</summary>
    public IReadOnlyList<object?> Objects => _values as IReadOnlyList<object?> ?? [];

    public void SetState(object? state)
    {
        if (state is not object?[] { Length: 5 } parts || Sizes(parts[1]) is not { } shape
            || parts[2] is not NumPyType type || parts[3] is not bool columnMajor)
        {
            throw new FormatException("its pickle has an array without shape, type and values");
        }

        (Shape, Type, ColumnMajor, _values) = (shape, type, columnMajor, parts[4]);
    }

    /// <summary>Returns the values as a tensor in the file.</summary>
    /// <exception cref="FormatException">There are no values, or not as many bytes as shape and type
    /// require.</exception>
    public WeightTensor ToTensor(string name)
    {
        if (_values is not PickleBytes bytes || Type is null)
            throw new FormatException($"its array '{name}' has no values");
        WeightTensor tensor = Type.Tensor(name, bytes.File, bytes.Offset, bytes.Length, Shape, ColumnMajor);
        return _axes is null ? tensor : tensor.Permute(_axes);
    }

    private static IEnumerable<KeyValuePair<string, Func<object?[], object?>>> InPackages(string name, Func<object?[],
        object?> make) =>
        _packages.Select(package => KeyValuePair.Create($"{package}.{name}", make));

    private static PickleBytes Empty(object?[] arguments) =>
        arguments.Length == 0
            ? Latin1Text.Encode(["", "latin1"])
            : throw new FormatException("its pickle makes bytes of something");

    /// <summary>_frombuffer(bytes, type, shape, order), with an optional permutation of the dimensions.</summary>
    private static NumPyArray FromBuffer(object?[] arguments)
    {
        if (arguments is not [PickleBytes bytes, NumPyType type, object sizes, object order, ..]
            || Sizes(sizes) is not { } shape
            || PickleText.Of(order) is not ("C" or "F" or "K"))
        {
            throw new FormatException(
                "its pickle makes an array of something that is not a buffer with type, shape and order");
        }

        var array = new NumPyArray
        {
            Shape = shape,
            Type = type,
            ColumnMajor = PickleText.Of(order) == "F",
            _values = bytes
        };
        if (arguments is not [_, _, _, _, object permutation])
            return array;
        if (Sizes(permutation) is not { } axes
            || !axes.Order().SequenceEqual(Enumerable.Range(0, shape.Length).Select(axis => (long)axis)))
        {
            throw new FormatException("its pickle has an array whose dimensions are in no order");
        }

        array._axes = [.. axes.Select(axis => (int)axis)];
        return array;
    }

    /// <summary>Returns a tuple or list of whole numbers of at least 0; null for anything else.</summary>
    private static long[]? Sizes(object? value) =>
        value is IReadOnlyList<object?> { Count: <= MaximumDimensions } sizes
            && sizes.All(size => size is long and >= 0)
            ? [.. sizes.Cast<long>()]
            : null;
}
