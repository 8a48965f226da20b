using AlexNetPS.Formats.Pickle;

namespace AlexNetPS.Models.PyTorch;

/// <summary>A contiguous range of elements that tensors view; stored elsewhere in the file.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Key">Name in the file.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="First">First element in the file; not 0 for a view of another storage, as before PyTorch 0.4.</param>
/// <param name="Stored">Number of elements in the file; more than <paramref name="Count"/> for such a view.</param>
internal sealed record TorchStorage(TorchType Type, string Key, long Count, long First, long Stored)
{
    /// <summary>
    /// Reads a reference in a pickle: ('storage', class, key, device, count), and in legacy files what it is a view of:
    /// None, or (key, first, count).
    /// </summary>
    /// <exception cref="FormatException">The reference is something else.</exception>
    public static TorchStorage FromReference(object? reference)
    {
        if (reference is not object?[] { Length: 5 or 6 } parts || PickleText.Of(parts[0]) != "storage"
            || parts[1] is not PickleGlobal type || TorchType.OfStorage(type.Name) is not { } stored
            || PickleText.Of(parts[2]) is not string key || parts[4] is not long count || count < 0)
        {
            throw new FormatException("its pickle refers to something that is not a plain storage of numbers");
        }

        return parts.ElementAtOrDefault(5) switch
        {
            null => new(stored, key, count, 0, count),
            object?[] view when view is [_, long first, long viewed] && first >= 0 && viewed >= 0 && first <= count
                && viewed <= count - first => new(stored, key, viewed, first, count),
            _ => throw new FormatException("its pickle refers to a part that its storage does not have"),
        };
    }
}
