using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Distributed;
using AlexNetPS.Training.Runs;
using AlexNetPS.Training.Settings;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>Trains a network by a recipe, into a run folder from which it can be resumed.</summary>
public static class Trainer
{
    /// <summary>Trains until all epochs are done or until canceled.</summary>
    /// <param name="dataset">At least two classes and one training image.</param>
    /// <param name="options">Recipe, seed, folder, device.</param>
    /// <param name="observer">Is told how it goes, on this thread; null for nobody.</param>
    /// <param name="cancellation">Ends after the current step, with a checkpoint to resume from; the run that comes
    /// back says Stopped.</param>
    /// <exception cref="TrainingException">The run cannot start or go on; the message says why and what to
    /// change.</exception>
    /// <exception cref="RecipeException">A setting of the recipe is not valid.</exception>
    /// <exception cref="EngineException">Unknown device, or not enough memory.</exception>
    public static TrainingRun Train(ImageNetDataset dataset, TrainingOptions options,
        ITrainingObserver? observer = null, CancellationToken cancellation = default) =>
        Train(dataset, options, EngineCatalog.ForDevice, observer, cancellation);

    /// <summary>The same with engines of the caller's.</summary>
    internal static TrainingRun Train(ImageNetDataset dataset, TrainingOptions options, Func<string, IEngine> engines,
        ITrainingObserver? observer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        var ranks = new RunRanks(options.Ranks);
        options = RankResources.WithDevice(options);
        if (!ranks.IsFirst)
            return FollowedTraining.Run(dataset, options, engines, ranks, cancellation);
        bool announced = false;
        try
        {
            TrainingRun run = Lead(dataset, options, engines, ranks, Announce, observer, cancellation);
            if (!announced)
                Announce(new() { Path = run.Path, Run = run.Manifest });
            return run;
        }
        catch (Exception e) when (!announced)
        {
            Announce(new() { Failure = e.Message });
            throw;
        }

        void Announce(RunAnnouncement announcement)
        {
            announced = true;
            ranks.OfFirst(() => announcement);
        }
    }

    private static TrainingRun Lead(ImageNetDataset dataset, TrainingOptions options, Func<string, IEngine> engines,
        RunRanks ranks, Action<RunAnnouncement> announce, ITrainingObserver? observer, CancellationToken cancellation)
    {
        if (options.LimitBatches < 1)
            throw new TrainingException($"LimitBatches is {options.LimitBatches}; it must be at least 1.");
        RunLabels.Check(options.Name, options.Tags, options.Note);
        TimeLimit.Check(options.MaxDuration);
        AverageImages(dataset, options.Recipe, observer, cancellation);
        Recipe recipe = Prepare(dataset, options.Recipe);
        if (options.DividesBatches && recipe.BatchSize < ranks.Count)
        {
            throw new TrainingException($"A batch of {recipe.BatchSize} has no image for each of {ranks.Count} ranks. "
                + $"Start fewer, or set batchSize in recipe '{recipe.Name}' (-BatchSize) to at least {ranks.Count}.");
        }

        NetworkDefinition definition = recipe.BuildNetwork(dataset.Classes.Count);
        IEngine engine = engines(options.Device);
        var folder = new RunFolder(options.RunPath) { MayHoldDvc = options.Dvc };
        bool hasWeights = options.Resume && File.Exists(folder.LastPath);
        if (options.InitialModel is not null && !hasWeights)
            InitialWeights.Check(options.InitialModel, definition, dataset, recipe);
        if (options.Reuse && Completed(dataset, options, recipe, engine, folder, observer, cancellation) is { } done)
            return done;
        using RunHold hold = options.NumberRunPath && !options.Resume
            ? RunHold.Claim(options.RunPath)
            : folder.Enter(options.Resume);
        bool resumed = options.Resume && File.Exists(folder.ManifestPath);
        TrainingSession? session = null;
        try
        {
            return Run(dataset, options, recipe, engine, definition, hold.Folder, resumed, ranks, announce, observer,
                ref session, cancellation);
        }
        catch when (!resumed && session?.HasOutcome != true)
        {
            hold.Undo();
            throw;
        }
    }

    private static TrainingRun Run(ImageNetDataset dataset, TrainingOptions options, Recipe recipe, IEngine engine,
        NetworkDefinition definition, RunFolder folder, bool resumed, RunRanks ranks, Action<RunAnnouncement> announce,
        ITrainingObserver? observer, ref TrainingSession? session, CancellationToken cancellation)
    {
        bool hasWeights = resumed && File.Exists(folder.LastPath);
        var data = RunDataset.Of(dataset, null);
        RunManifest manifest = resumed ? folder.ReadManifest() : NewRun.Of(dataset, data, options, recipe, engine);
        manifest = RunLabels.With(manifest, options);
        // From now on others see the run, and it can be stopped and resumed: hashing and memory take a while.
        if (!resumed)
            folder.Write(manifest);
        ContentHash[]? hashes;
        try
        {
            hashes = dataset.FileHashes(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Stop(folder, manifest, options);
        }

        data = data with { Sha256 = DatasetHash.Of(dataset, hashes) };
        if (data.Sha256 is null)
            hashes = null;
        if (!resumed)
            manifest = manifest with { Dataset = data };
        if (resumed)
        {
            ResumeCheck.Require(manifest, recipe, options, data, folder,
                () => RunImages.Differences(folder.DataPath, dataset, hashes));
        }

        if (resumed && manifest.Epochs.Count > 0 && !hasWeights)
        {
            // A completed run has kept its model only: it is returned, but cannot go on.
            manifest = manifest with { Recipe = manifest.Recipe with { Epochs = recipe.Epochs } };
            return ResumeCheck.LacksState(folder, manifest)
                ? throw ResumeCheck.NoState(folder, manifest)
                : new RunRecord(folder, manifest).Complete(TrainingState.After(manifest.Epochs));
        }

        if (resumed && (data.Sha256 is null || manifest.Dataset.Sha256 is null))
        {
            if (hasWeights)
            {
                observer?.OnWarning("The contents of the images were not compared with those of the run in "
                    + $"'{folder.Path}', only their names and labels: "
                    + (data.Sha256 is null
                        ? "the dataset has no hashes; import it again with -Force."
                        : "the run was started without hashes; it has them from now on."));
            }

            manifest = manifest with
            {
                Dataset = manifest.Dataset with { Sha256 = manifest.Dataset.Sha256 ?? data.Sha256 },
            };
        }

        if (resumed && hasWeights && options.InitialModel is not null)
        {
            observer?.OnNote($"The run in '{folder.Path}' has weights of its own and goes on with them; the initial "
                + $"model '{options.InitialModel.Name}', with which it began, is not read again.");
        }

        foreach (string warning in resumed ? [] : SettingWarnings.Of(recipe, dataset))
            observer?.OnWarning(warning);
        foreach (string warning in UnusedSettings.Warnings(RunFacts.Of(recipe, dataset, options.LimitBatches),
            options.Given, onlyGiven: resumed))
        {
            observer?.OnWarning(warning);
        }

        if (SettingWarnings.RisingRate(manifest, recipe.Epochs) is string rises)
            observer?.OnWarning(rises);
        if (!resumed && options.InitialModel is null && CropWarning(options.Recipe, dataset) is string crops)
            observer?.OnWarning(crops);
        string identity = NewRun.Identity(engine, options);
        manifest = manifest with
        {
            Recipe = manifest.Recipe.WithPreparation(dataset.Preparation) with
            {
                Epochs = recipe.Epochs,
                Checkpoints = recipe.Checkpoints,
                Curves = recipe.Curves,
            },
            Environment = RunEnvironment.Of(EngineDevice.Of(engine, options.Device), options.Ranks) with
            {
                // Null after a change of engine: no other run has these results.
                Engine = manifest.Environment.Engine == identity ? identity : null,
            },
            Session = RunSession.Of(dataset, options),
        };

        bool mayShrink = options.AutoBatchSize && !resumed;
        announce(new()
        {
            Path = folder.Path,
            Run = manifest,
            InstructionSet = EngineDevice.Of(engine, options.Device).InstructionSet,
            Trains = true,
            MayShrink = mayShrink,
        });
        options = ranks.WithStopReason(RankResources.WithThreads(options), cancellation);
        // The others compare themselves with this one.
        ranks.Agree(() => { });
        (INetwork created, Recipe fitting) = FittingNetwork.Create(engine, definition, manifest.Recipe, options, ranks,
            mayShrink);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        LedNetwork? led = options.DividesLayers ? new(created, options.Ranks!, stop) : null;
        using INetwork network = led ?? created;
        if (fitting != manifest.Recipe)
        {
            observer?.OnWarning($"A batch of {recipe.BatchSize} does not fit into the memory of {options.Device}: "
                + $"{fitting.Optimizer.Accumulation} batches of {fitting.BatchSize} make one update.");
            manifest = manifest with { Recipe = fitting };
        }

        // With divided layers this rank alone has images.
        RunRanks training = led is null ? ranks : new(null);
        using (session = ranks.Train(() =>
            new TrainingSession(dataset, hashes, options, manifest, folder, network, training, observer)))
        {
            TrainingSession trained = session;
            TrainingRun run = led is null
                ? ranks.Train(() => trained.Run(cancellation))
                : led.Lead(() => trained.Run(stop.Token));
            // The others go on when everything is written.
            ranks.OfFirst(() => run.Manifest);
            return run;
        }
    }

    /// <summary>The recipe with what it takes from the dataset, if the two fit.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="isPrepared">Whether the dataset has its statistics, if it can have any.</param>
    internal static Recipe Prepare(ImageNetDataset dataset, Recipe recipe, bool isPrepared = true)
    {
        recipe = recipe.WithPreparation(dataset.Preparation);
        recipe.Validate();
        if (dataset.Train.Count == 0)
        {
            throw new TrainingException($"The dataset '{dataset.Name}' has no training images. Check its folders, and "
                + "ValidationFraction and TestFraction at import.");
        }

        if (dataset.Classes.Count < 2)
        {
            throw new TrainingException($"The dataset '{dataset.Name}' has {dataset.Classes.Count} class; telling "
                + "classes apart takes at least two.");
        }

        if (recipe.BatchSize > dataset.Train.Count)
        {
            throw new TrainingException($"The batch size {recipe.BatchSize} is larger than the training set of "
                + $"{dataset.Train.Count} images. Set batchSize in recipe '{recipe.Name}' (-BatchSize) to at most "
                + $"{dataset.Train.Count}.");
        }

        if (recipe.Architecture.Definition is NetworkDefinition own && own.Classes < 2)
        {
            throw new TrainingException(
                $"The network '{own.Name}' has {own.Classes} output; the dataset has {dataset.Classes.Count} classes.");
        }

        // A run holds its network itself: a file beside the recipe may change, and a run folder may be carried
        // elsewhere.
        if (recipe.Architecture.IsPath)
            recipe = recipe with { Architecture = new(recipe.Architecture.Resolve()) };
        try
        {
            return isPrepared ? recipe.WithStatistics(dataset.Statistics) : recipe;
        }
        catch (TransformException e)
        {
            throw new TrainingException($"Recipe '{recipe.Name}' and dataset '{dataset.Name}' do not fit: {e.Message}",
                e);
        }
    }

    // The mean image of a fold is not in its store.
    private static void AverageImages(ImageNetDataset dataset, Recipe recipe, ITrainingObserver? observer,
        CancellationToken cancellation)
    {
        if (!recipe.TrainTransforms.Concat(recipe.EvaluationTransforms)
            .Any(transform => transform is MeanImageSubtract { Mean: null })
            || dataset.Statistics?.Averaging is not { } averaging)
        {
            return;
        }

        observer?.OnNote($"Averaging the training images of {dataset.Fold} of {dataset.Name}.");
        averaging.Run(null, cancellation);
    }

    // A crop of the stored image shows more or less of it at another image size. The default says nothing about the
    // author's intention.
    private static string? CropWarning(Recipe recipe, ImageNetDataset dataset) =>
        dataset.Preparation is not { } prepared || recipe.ImageSize == prepared.ImageSize
            || recipe.ImageSize == Recipe.DefaultImageSize || !recipe.CropsPreparedImages
            ? null
            : $"Recipe '{recipe.Name}' crops images with a short side of {recipe.ImageSize} pixels (imageSize), and "
                + $"those of dataset '{dataset.Name}' have {prepared.ImageSize}, which are used. "
              + $"Import the folder with -ImageSize {recipe.ImageSize} for the recipe's crops.";

    private static TrainingRun? Completed(ImageNetDataset dataset, TrainingOptions options, Recipe recipe,
        IEngine engine, RunFolder folder, ITrainingObserver? observer, CancellationToken cancellation)
    {
        RunDataset data = RunDataset.Of(dataset, dataset.FileHashes(cancellation));
        if (data.Sha256 is null)
        {
            observer?.OnWarning("Reuse has no effect: the dataset has no hashes, by which the data of a run is known. "
                + "Import it again with -Force.");
            return null;
        }

        RunManifest wanted = NewRun.Of(dataset, data, options, recipe, engine);
        TrainingRun? run =
            ReusableRun.Find(Path.GetDirectoryName(folder.Path) ?? folder.Path, wanted, options.AutoBatchSize);
        if (run is null)
            return null;
        run.IsReused = true;
        observer?.OnNote($"The run in '{run.Path}' is complete and has the same recipe, data, seed and engine version; "
            + "it is returned, and nothing is trained.");
        return run;
    }

    // A resumed run that was completed before stays so.
    private static TrainingRun Stop(RunFolder folder, RunManifest manifest, TrainingOptions options)
    {
        if (manifest.Status == RunStatus.Running)
        {
            manifest = manifest with { Status = RunStatus.Stopped, StopReason = RunRecord.Canceled(options) };
            folder.Write(manifest);
        }

        return new(folder, manifest);
    }
}
