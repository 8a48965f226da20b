using AlexNetPS.Formats.Pickle;

namespace AlexNetPS.Models.PyTorch;

/// <summary>A tensor of a state dictionary: a view of a storage.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, IReadOnlyList<long> Shape,
    IReadOnlyList<long> Strides)
{
    private const int MaximumDimensions = 16;

    /// <summary>Returns the pickle types of a state dictionary.</summary>
    /// <param name="storage">Reads a reference to a storage.</param>
    public static PickleTypes Types(Func<object?, TorchStorage> storage) => new()
    {
        Names = TorchStorage.Types.Keys.ToHashSet(StringComparer.Ordinal),
        Makers = new Dictionary<string, Func<object?[], object?>>(StringComparer.Ordinal)
        {
            ["collections.OrderedDict"] = PickleDictionary.Of,
            ["torch._utils._rebuild_tensor_v2"] = MakeTensor,
            ["torch._utils._rebuild_tensor"] = MakeTensor,
            ["torch._utils._rebuild_parameter"] = arguments => arguments is [TorchTensor tensor, ..]
                ? tensor
                : throw new FormatException("its pickle makes a parameter of something that is not a tensor"),
            ["torch.Size"] = arguments => arguments is [object?[] sizes]
                ? sizes
                : throw new FormatException("its pickle makes a size of something that is not a tuple"),
        },
        Persistent = storage,
    };

    private static TorchTensor MakeTensor(object?[] arguments)
    {
        if (arguments is not [TorchStorage storage, long offset, object?[] sizes, object?[] steps, ..]
            || sizes.Length != steps.Length || sizes.Length > MaximumDimensions
            || !sizes.All(size => size is long and >= 0) || !steps.All(step => step is long and >= 0) || offset < 0)
        {
            throw new FormatException(
                "its pickle makes a tensor of something that is not a storage with offset, shape and strides");
        }

        long[] shape = [.. sizes.Cast<long>()], strides = [.. steps.Cast<long>()];

        // A tensor is limited by its storage: no repeated elements, and none outside.
        Int128 count = 1, last = offset;
        for (int i = 0; i < shape.Length && count <= storage.Count; i++)
        {
            count *= shape[i];
            last += (Int128)Math.Max(0, shape[i] - 1) * strides[i];
        }

        if (count > storage.Count || (count > 0 && last >= storage.Count))
        {
            throw new FormatException($"its pickle has a tensor of shape [{string.Join(", ", shape)}] in a storage of "
                + $"{storage.Count:N0} elements; it is damaged or hostile");
        }

        return new(storage, offset, shape, strides);
    }
}
