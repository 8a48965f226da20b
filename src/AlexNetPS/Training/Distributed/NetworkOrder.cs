using AlexNetPS.Engines;

namespace AlexNetPS.Training.Distributed;

/// <summary>What rank 0 calls on its network, and the others with it.</summary>
internal enum NetworkOrderKind
{
    /// <summary>Nothing more: the training has ended.</summary>
    End,

    /// <summary>Nothing more: the training has failed on rank 0; the reason follows.</summary>
    Fail,

    /// <summary>A training step, started and ended; images and targets follow.</summary>
    Step,

    /// <summary><see cref="INetwork.Forward"/>; images follow.</summary>
    Forward,

    /// <summary><see cref="INetwork.Activations"/>; images follow.</summary>
    Activations,

    /// <summary><see cref="INetwork.Read"/>.</summary>
    Read,

    /// <summary><see cref="INetwork.Write"/>; values follow.</summary>
    Write,

    /// <summary><see cref="INetwork.ReadGradient"/>.</summary>
    ReadGradient,

    /// <summary><see cref="INetwork.Averaged"/> is set.</summary>
    Average,

    /// <summary><see cref="INetwork.Averaged"/> is reset.</summary>
    Unaverage,
}

/// <summary>A call on the networks of all ranks.</summary>
/// <param name="Kind">The call.</param>
/// <param name="Count">Number of images.</param>
/// <param name="Index">Index of the tensor among parameters and optimizer state, or of the layer.</param>
/// <param name="Step">Settings of a training step.</param>
internal readonly record struct NetworkOrder(NetworkOrderKind Kind, int Count = 0, int Index = 0, TrainStep Step = default);
