using AlexNetPS.Formats.Pickle;

namespace AlexNetPS.Models.PyTorch;

/// <summary>A tensor of a state dictionary: a view of a storage.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, IReadOnlyList<long> Shape,
    IReadOnlyList<long> Strides)
{
    private const int MaximumDimensions = 16;

    /// <summary>
    /// Makes a tensor: (storage, offset, shape, strides, ...). One of elements that are not plain numbers is an
    /// <see cref="UnreadableTensor"/>, since a checkpoint may have it beside its weights.
    /// </summary>
    /// <exception cref="FormatException">The arguments are something else, or the tensor leaves its
    /// storage.</exception>
    public static object Make(object?[] arguments)
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

        return storage.Type.Data is null
            ? new UnreadableTensor(storage.Type.Name)
            : new TorchTensor(storage, storage.First + offset, shape, strides);
    }

    /// <summary>
    /// Makes a tensor of a type without a storage class: (storage of bytes, offset, shape, strides, requires_grad,
    /// hooks, type, ...), with offset and strides in elements.
    /// </summary>
    public static object MakeTyped(object?[] arguments)
    {
        if (arguments is not [TorchStorage bytes, _, _, _, _, _, PickleGlobal name, ..])
            throw new FormatException("its pickle makes a tensor of something that is not a storage with a type");
        TorchType type = TorchType.OfElements(name.Name);
        TorchStorage storage = bytes with
        {
            Type = type,
            Count = bytes.Count / type.Bytes,
            First = bytes.First / type.Bytes,
            Stored = bytes.Stored / type.Bytes,
        };
        return type.Data is null ? new UnreadableTensor(type.Name) : Make([storage, .. arguments[1..]]);
    }
}

/// <summary>A tensor whose elements are not plain numbers in the file.</summary>
/// <param name="Elements">What they are.</param>
internal sealed record UnreadableTensor(string Elements);
