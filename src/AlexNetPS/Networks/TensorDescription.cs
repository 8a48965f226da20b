using AlexNetPS.Formats.Text;

namespace AlexNetPS.Networks;

/// <summary>Name and shape of a named float32 tensor, row-major.</summary>
/// <param name="Name">"conv1.weight", "fc8.bias", "conv1.weight.momentum", ...</param>
/// <param name="Shape">Dimensions, outermost first.</param>
public sealed record TensorDescription(string Name, IReadOnlyList<int> Shape)
{
    /// <inheritdoc cref="TensorDescription" path="/param[@name='Shape']"/>
    public IReadOnlyList<int> Shape { get; init => field = value.ToReadable(); } = Shape.ToReadable();

    /// <summary>Number of values.</summary>
    public long Count => Shape.Aggregate(1L, (n, d) => n * d);

    /// <summary>Returns the names and shapes as tensor files take them.</summary>
    internal static IReadOnlyList<(string Name,
        IReadOnlyList<int> Shape)> Named(IEnumerable<TensorDescription> tensors) =>
        [.. tensors.Select(tensor => (tensor.Name, tensor.Shape))];

    /// <inheritdoc/>
    public override string ToString() => $"{Name} [{Shape}]";
}
