using AlexNetPS.Networks;

namespace AlexNetPS.Engines.Division;

/// <summary>A layer as one rank computes it.</summary>
/// <param name="Layer">The layer, with the channels that it reads and those that it computes.</param>
/// <param name="Arriving">Shape of the values of this rank before the crossing.</param>
/// <param name="Crossing">What is exchanged before the layer.</param>
/// <param name="IsDivided">Whether the rank computes a part of the outputs; otherwise all ranks compute all.</param>
internal sealed record LayerPart(NetworkLayer Layer, TensorShape Arriving, Crossing Crossing, bool IsDivided);
