using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Layers;

/// <summary>What the layers of a replica know about the call in progress.</summary>
/// <param name="Type">Type of activations, and of weights where they are used.</param>
/// <param name="FirstImage">Place of the replica's first image in the batch.</param>
/// <param name="Step">The training step; null for evaluation.</param>
internal readonly record struct Pass(ScalarType Type, long FirstImage = 0, TrainStep? Step = null);
