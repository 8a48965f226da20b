using AlexNetPS.Formats.Pickle;

namespace AlexNetPS.Models.PyTorch;

/// <summary>Named values in a checkpoint, some of which are weights.</summary>
/// <param name="Place">Keys from the root of the checkpoint: "state_dict", "models[1]"; empty for the root.</param>
/// <param name="Depth">Number of keys.</param>
/// <param name="Entries">Names and values.</param>
internal sealed record StateDictionary(string Place, int Depth, IReadOnlyList<KeyValuePair<string, object>> Entries)
{
    private const string Weight = "weight";

    /// <summary>
    /// Number of kernels and matrices with the name of a layer, including those that cannot be read. A matrix that is
    /// no weight, such as one of confusion, has no such name.
    /// </summary>
    public int Layers { get; } = Entries.Count(entry => HasLayerName(entry.Key) && IsWeight(entry.Key, entry.Value));

    /// <summary>Number of tensors of at least two dimensions.</summary>
    public int Matrices { get; } = Entries.Count(entry => entry.Value is TorchTensor { Shape.Count: > 1 });

    /// <summary>Last key of the place.</summary>
    public string Key => Place[(Place.LastIndexOf('.') + 1)..];

    /// <summary>Whether another dictionary has tensors of the same shapes in the same order: another state.</summary>
    public bool HasShapesOf(StateDictionary other) => Shapes().SequenceEqual(other.Shapes(), StringComparer.Ordinal);

    private IEnumerable<string> Shapes() => Entries.Select(entry => entry.Value).OfType<TorchTensor>()
        .Where(tensor => tensor.Shape.Count > 1).Select(tensor => string.Join(',', tensor.Shape));

    private static bool HasLayerName(string name) => name == Weight || name.Contains('.', StringComparison.Ordinal);

    private static bool IsWeight(string name, object value) => value switch
    {
        TorchTensor tensor => tensor.Shape.Count is 2 or 4,
        UnreadableTensor or PickleObject => name.EndsWith(Weight, StringComparison.Ordinal),
        _ => false,
    };
}
