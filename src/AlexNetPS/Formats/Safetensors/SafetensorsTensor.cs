namespace AlexNetPS.Formats.Safetensors;

/// <summary>A tensor of a file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a single value.</param>
/// <param name="Count">Elements.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Bytes.</param>
public sealed record SafetensorsTensor(string Name, TensorDataType Type, IReadOnlyList<long> Shape, long Count,
    long Offset, long Length)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}]";
}
