using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Distributed;

/// <summary>What rank 0 tells the others before they train.</summary>
internal sealed record RunAnnouncement
{
    /// <summary>Why rank 0 cannot train; null if it can.</summary>
    public string? Failure { get; init; }

    /// <summary>Path of the run folder, which the others need not see.</summary>
    public string? Path { get; init; }

    /// <summary>The run.</summary>
    public RunManifest? Run { get; init; }

    /// <summary>Instruction set of rank 0.</summary>
    public string? InstructionSet { get; init; }

    /// <summary>Whether there is something to train; otherwise the run is as it is.</summary>
    public bool Trains { get; init; }

    /// <summary>Whether smaller batches are tried if the recipe's does not fit into memory.</summary>
    public bool MayShrink { get; init; }
}
