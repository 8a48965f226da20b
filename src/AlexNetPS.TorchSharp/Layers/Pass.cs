namespace AlexNetPS.TorchSharp.Layers;

/// <summary>State of a pass through the layers of a replica.</summary>
/// <param name="Type">Type of activations, and of weights if used.</param>
/// <param name="Masks">Masks of the dropout layers by index, on the first device; null for evaluation.</param>
internal readonly record struct Pass(ScalarType Type, IReadOnlyDictionary<int, Tensor>? Masks = null);
