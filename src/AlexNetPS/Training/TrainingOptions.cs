using AlexNetPS.Recipes;
using AlexNetPS.Training.Curves;

namespace AlexNetPS.Training;

/// <summary>What a training run is asked to do.</summary>
public sealed record TrainingOptions
{
    /// <summary>The recipe, with every override already in it.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Seed of initial weights, order, augmentation and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Folder of the run; made if it is not there.</summary>
    public required string RunPath { get; init; }

    /// <summary>
    /// Begins with the weights of a trained model, with a new last layer where it does not know all classes; null
    /// begins as the recipe says.
    /// </summary>
    public Models.AlexNetModel? InitialModel { get; init; }

    /// <summary>What the run's folder calls the initial model: its file, or its name.</summary>
    internal string? InitialModelName => InitialModel?.Path ?? InitialModel?.Name;

    /// <summary>
    /// Goes on with the run in <see cref="RunPath"/> from its last checkpoint; starts it where there is none yet.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Device of an engine: "cpu", "cuda:0"; or several, see <see cref="Engines.NetworkOptions.Device"/>.
    /// </summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Numbers to compute in, where the engine has a choice.</summary>
    public Engines.NetworkPrecision Precision { get; init; }

    /// <summary>
    /// Where a batch does not fit into the device's memory, halves it until one does, and makes as many more of them
    /// one update. For a new run; one that is resumed keeps its batches.
    /// </summary>
    public bool AutoBatchSize { get; init; }

    /// <summary>Worker threads of the engine; 0 for all processors. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>What the run leaves for TensorBoard in its folder. Results do not depend on it.</summary>
    public TensorBoardDetail TensorBoard { get; init; }

    /// <summary>Decides when a report is due.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Ends every epoch, and every validation, after this many batches: a dry run. Null for all.</summary>
    public int? LimitBatches { get; init; }
}
