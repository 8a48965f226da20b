using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Curves;

namespace AlexNetPS.Training;

/// <summary>Settings of a training run.</summary>
public sealed record TrainingOptions
{
    /// <summary>The recipe, with all overrides applied.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Seed of initial weights, order, augmentation and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Run folder; created if it does not exist.</summary>
    public required string RunPath { get; init; }

    /// <summary>
    /// Whether a new run whose <see cref="RunPath"/> exists takes the first free one of RunPath-2, RunPath-3 and so on.
    /// Runs that begin at the same time never get the same folder.
    /// </summary>
    public bool NumberRunPath { get; init; }

    /// <summary>
    /// Name of the run, a line of at most 100 characters. Null for that of the recipe and the dataset; a resumed run
    /// keeps its name.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Tags of the run, each at most 50 characters; a resumed run keeps its tags if they are null.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>
    /// A note of at most 10,000 characters; a resumed run keeps its note if it is null, and has none if it is empty.
    /// </summary>
    public string? Note { get; init; }

    /// <summary>
    /// Trained model to start from; its last layer is re-initialized if it does not have all classes. Null initializes
    /// by the recipe.
    /// </summary>
    public Models.AlexNetModel? InitialModel { get; init; }

    /// <summary>Name of the initial model in the run folder: its file, or its name.</summary>
    internal string? InitialModelName => InitialModel?.Path ?? InitialModel?.Name;

    /// <summary>
    /// Resumes the run in <see cref="RunPath"/> from its last checkpoint; starts a new run if there is none.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Device of an engine: "cpu", "cuda:0"; or several, see <see cref="Engines.NetworkOptions.Device"/>.
    /// </summary>
    public string Device { get; init; } = "cpu";

    /// <summary>What all ranks were given as <see cref="Device"/>, where that has become the rank's own.</summary>
    internal string? DeviceOfRanks { get; init; }

    /// <summary>Numeric precision, if the engine has a choice.</summary>
    public Engines.NetworkPrecision Precision { get; init; }

    /// <summary>How the CPU engine computes convolutions.</summary>
    public Engines.ConvolutionAlgorithm Convolution { get; init; }

    /// <summary>
    /// Halves the batch until it fits into the device's memory, and accumulates gradients to keep the effective batch
    /// size. Only for a new run; a resumed run keeps its batch size.
    /// </summary>
    public bool AutoBatchSize { get; init; }

    /// <summary>Worker threads of the engine; 0 for all processors. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// The processes that train the run together; the batch size stays that of the recipe. Null for one process.
    /// </summary>
    public IRankGroup? Ranks { get; init; }

    /// <summary>Whether <see cref="Ranks"/> divide the batches or the layers.</summary>
    public Parallelism Parallelism { get; init; }

    /// <summary>How gradients are summed with <see cref="Parallelism.Data"/>.</summary>
    public GradientSum GradientSum { get; init; }

    /// <summary>Whether each rank trains on its part of every batch.</summary>
    internal bool DividesBatches => Ranks is not null && Parallelism == Parallelism.Data;

    /// <summary>Whether each rank has a part of the layers.</summary>
    internal bool DividesLayers => Ranks is { Size: > 1 } && Parallelism == Parallelism.Model;

    /// <summary>TensorBoard output in the run folder. Results do not depend on it.</summary>
    public TensorBoardDetail TensorBoard { get; init; }

    /// <summary>
    /// Whether to write metrics, parameters and plots for DVC into the run folder, in the layout of DVCLive. Results do
    /// not depend on it.
    /// </summary>
    public bool Dvc { get; init; }

    /// <summary>
    /// Training time of this call, at least 1 ms, after which it ends with a checkpoint and the status Stopped; null for
    /// no limit. Checked after each step; an epoch that is trained is also validated.
    /// </summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>
    /// Returns a completed run in the folder that contains <see cref="RunPath"/>, if it has the same recipe, data, seed,
    /// initial weights and engine version, instead of training it again.
    /// </summary>
    public bool Reuse { get; init; }

    /// <summary>Says why a training that was canceled has stopped, for its record; null: by the user.</summary>
    public Func<string?>? StopReason { get; init; }

    /// <summary>Clock of the progress reports and of <see cref="MaxDuration"/>.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Names of the settings that the caller gave instead of the recipe: "Momentum", and with the layer for rules,
    /// "Freeze conv1". Warnings about them name them.
    /// </summary>
    public IReadOnlyCollection<string> Given { get; init; } = [];

    /// <summary>Ends every epoch, and every validation, after this many batches (dry run). Null for all.</summary>
    public int? LimitBatches { get; init; }
}
