using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training.Runs;
using AlexNetPS.Training.Settings;

namespace AlexNetPS.Training;

/// <summary>What a training would do, and what it needs. Nothing is written, and no network is created.</summary>
public sealed record TrainingPreview
{
    /// <inheritdoc/>
    public override string ToString() =>
        TerminalText.OfLine(FormattableString.Invariant($"{Name}: {Steps:N0} steps on {TrainImages:N0} images"));

    /// <summary>Name of the run.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Number of training images.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Number of validation images.</summary>
    public required int ValidationImages { get; init; }

    /// <summary>The recipe with all overrides and, for a prepared dataset, all values from it.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Seed of initial weights, order, augmentation and dropout.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Number of weights and biases.</summary>
    public required long Parameters { get; init; }

    /// <summary>Epochs that are left: all, or for a resumed run those after its completed ones.</summary>
    public required int Epochs { get; init; }

    /// <summary>Optimizer steps of an epoch.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>Optimizer steps that are left.</summary>
    public required long Steps { get; init; }

    /// <summary>Device to train on.</summary>
    public required string Device { get; init; }

    /// <summary>
    /// Memory of the network with its optimizer state, in bytes; null if the engine knows it only when the network is
    /// created, as for a GPU.
    /// </summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory of the device in bytes; null if unknown.</summary>
    public long? DeviceMemoryBytes { get; init; }

    /// <summary>Disk space of weights and checkpoints while the run trains, in bytes; curves add to it.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>Free space on the disk of the run folder, in bytes; null if the system does not report it.</summary>
    public long? FreeDiskBytes { get; init; }

    /// <summary>Run folder.</summary>
    public required string RunPath { get; init; }

    /// <summary>Warnings about settings and data.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Returns what <see cref="Trainer.Train(ImageNetDataset, TrainingOptions, ITrainingObserver?,
    /// CancellationToken)"/> would do; its checks are made.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="options">The options of the training.</param>
    /// <param name="isPrepared">Whether the dataset is the one to train on; false if it will be prepared first, so that
    /// its means are not known.</param>
    /// <inheritdoc cref="Trainer.Train(ImageNetDataset, TrainingOptions, ITrainingObserver?, CancellationToken)"
    /// path="/exception"/>
    public static TrainingPreview Of(ImageNetDataset dataset, TrainingOptions options, bool isPrepared = true)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        TimeLimit.Check(options.MaxDuration);
        RunLabels.Check(options.Name, options.Tags, options.Note);
        Recipe recipe = Trainer.Prepare(dataset, options.Recipe, isPrepared);
        NetworkDefinition definition = recipe.BuildNetwork(dataset.Classes.Count);
        IEngine engine = EngineCatalog.ForDevice(options.Device);
        RunFolder folder = options.NumberRunPath && !options.Resume
            ? RunHold.FirstFree(options.RunPath)
            : new(options.RunPath);
        if (options.InitialModel is not null && !(options.Resume && File.Exists(folder.LastPath)))
            InitialWeights.Check(options.InitialModel, definition, dataset, recipe);
        folder.Check(options.Resume);
        RunManifest run = NewRun.Of(dataset, RunDataset.Of(dataset, null), options, recipe, engine);
        int done = 0;
        if (options.Resume && File.Exists(folder.ManifestPath))
        {
            RunManifest previous = folder.ReadManifest();
            ResumeCheck.Require(previous, recipe, options, run.Dataset, folder, () => "");
            (run, done) = (previous with { Recipe = previous.Recipe with { Epochs = recipe.Epochs } },
                previous.Epochs.Count);
            if (ResumeCheck.LacksState(folder, run))
                throw ResumeCheck.NoState(folder, run);
        }

        int epochs = Math.Max(0, recipe.Epochs - done);
        return new()
        {
            Name = RunLabels.With(run, options).Name,
            Dataset = dataset.Name,
            Classes = dataset.Classes.Count,
            TrainImages = dataset.Train.Count,
            ValidationImages = dataset.Validation.Count,
            Recipe = recipe,
            Seed = options.Seed,
            Parameters = definition.Parameters,
            Epochs = epochs,
            StepsPerEpoch = run.StepsPerEpoch,
            Steps = (long)epochs * run.StepsPerEpoch,
            Device = options.Device,
            MemoryBytes = engine.MemoryBytes(definition, FittingNetwork.Options(recipe, options)),
            DeviceMemoryBytes = EngineDevice.Of(engine, options.Device).MemoryBytes,
            DiskBytes = Disk(definition.Parameters * sizeof(float), recipe, run.StepsPerEpoch),
            FreeDiskBytes = DiskSpace.OfExisting(folder.Path),
            RunPath = folder.Path,
            Warnings = new ReadableList<string>([
                .. SettingWarnings.Of(recipe, dataset),
                .. UnusedSettings.Warnings(RunFacts.Of(recipe, dataset, options.LimitBatches), options.Given,
                    onlyGiven: done > 0),
            ]),
        };
    }

    // The best epoch has weights only; a checkpoint also optimizer state. A file is replaced when the next is complete.
    private static long Disk(long weights, Recipe recipe, int stepsPerEpoch)
    {
        OptimizerDefinition optimizer = recipe.Optimizer;
        int copies = 1 + (optimizer.SecondStateSuffix is null ? 1 : 2) + (optimizer.AverageDecay is null ? 0 : 1);
        CheckpointPlan plan = recipe.Checkpoints;
        long numbered = plan.Every == 0 ? 0
            : recipe.Epochs * (plan.Unit == ScheduleUnit.Epochs ? 1L : stepsPerEpoch) / plan.Every;
        if (plan.Keep > 0)
            numbered = Math.Min(numbered, plan.Keep + 1);
        return weights + weights * copies * (2 + numbered);
    }
}
