namespace AlexNetPS.Formats.Safetensors;

/// <summary>Description of a tensor in a file.</summary>
/// <param name="Name">Name, unique in the file.</param>
/// <param name="Type">Stored element type.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="Offset">File offset of the first byte.</param>
/// <param name="Length">Length in bytes.</param>
public sealed record SafetensorsTensor(string Name, TensorDataType Type, IReadOnlyList<long> Shape, long Count,
    long Offset, long Length)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}]";
}
