using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>State of a pass through the layers of a replica.</summary>
/// <param name="Type">Type of activations, and of weights if used.</param>
/// <param name="FirstImage">Index of the replica's first image in the batch.</param>
/// <param name="Step">The training step; null for evaluation.</param>
internal readonly record struct Pass(ScalarType Type, long FirstImage = 0, TrainStep? Step = null);
