using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training;

/// <summary>A training run: its folder, what it gave so far, and the model of its best epoch.</summary>
public sealed class TrainingRun
{
    private readonly RunFolder _folder;
    private readonly RunManifest _manifest;
    private readonly Lock _loading = new();
    private AlexNetModel? _model;

    internal TrainingRun(RunFolder folder, RunManifest manifest)
    {
        _folder = folder;
        _manifest = manifest;
        // Arrays: PowerShell counts [-1] from the end in an array, and in few other lists.
        Epochs = manifest.Epochs.ToArray();
        Classes = manifest.Dataset.Classes.ToArray();
    }

    /// <summary>Name: recipe and dataset.</summary>
    public string Name => _manifest.Name;

    /// <summary>The run folder.</summary>
    public string Path => _folder.Path;

    /// <summary>The recipe with every override, and everything it took from the dataset, written out.</summary>
    public Recipe Recipe => _manifest.Recipe;

    /// <summary>Seed of initial weights, order, augmentation and dropout.</summary>
    public ulong Seed => _manifest.Seed;

    /// <summary>Running, stopped or completed.</summary>
    public RunStatus Status => _manifest.Status;

    /// <summary>Why a stopped run stopped; null otherwise.</summary>
    public string? StopReason => _manifest.StopReason;

    /// <summary>The epochs done.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; }

    /// <summary>
    /// The best epoch: highest validation top-1, then lowest validation loss; the last one where there is no validation
    /// split. Null before the first epoch is done, and where the loss of every epoch diverged.
    /// </summary>
    public EpochResult? BestEpoch => Epochs.LastOrDefault(
        epoch => epoch.IsBest && !LossLimit.IsExceeded(epoch, LossLimit.Of(Classes.Count, FirstLoss)));

    // Earlier versions did not record the loss of the first step.
    private double? FirstLoss => _manifest.FirstLoss ?? Epochs.FirstOrDefault()?.TrainLoss;

    /// <summary>
    /// The model of the best epoch; of the last checkpoint, where no epoch is done. Loaded when first asked for.
    /// </summary>
    /// <exception cref="TrainingException">There is no checkpoint yet.</exception>
    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    public AlexNetModel Model => LoadModel();

    /// <summary>Class names, in the order of the network's outputs.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Batches after which every epoch ended: a dry run. Null for all.</summary>
    public int? LimitBatches => _manifest.LimitBatches;

    /// <summary>
    /// The model whose weights it began with: its file, or its name. Null where it began as the recipe says.
    /// </summary>
    public string? InitialModel => _manifest.InitialModel;

    /// <summary>Name of the dataset.</summary>
    public string Dataset => _manifest.Dataset.Name;

    /// <summary>Device that trained.</summary>
    public string Device => _manifest.Environment.Device;

    /// <summary>When the run was begun.</summary>
    public DateTimeOffset Started => _manifest.Started;

    /// <summary>Time spent training, all sessions together.</summary>
    public TimeSpan Elapsed => TimeSpan.FromSeconds(_manifest.Seconds);

    /// <summary>The same model, with a way to end the reading.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    /// <inheritdoc cref="Model" path="/exception"/>
    public AlexNetModel LoadModel(CancellationToken cancellation = default)
    {
        lock (_loading)
            return _model ??= ReadModel(cancellation);
    }

    /// <summary>Reads a run from its folder.</summary>
    /// <exception cref="TrainingException">There is no run, or run.json is damaged.</exception>
    public static TrainingRun Open(string path)
    {
        var folder = new RunFolder(path);
        RunManifest manifest = folder.ReadManifest();

        // A process that was killed could not say that it stopped. One that ended between the two looks has said it
        // meanwhile.
        if (manifest.Status == RunStatus.Running && !folder.IsLocked())
            manifest = folder.ReadManifest();
        if (manifest.Status == RunStatus.Running && !folder.IsLocked())
        {
            manifest = manifest with { Status = RunStatus.Stopped,
                StopReason = "The process that trained ended without finishing the run." };
        }

        return new(folder, manifest);
    }

    /// <summary>Deletes the run's folder with everything in it.</summary>
    /// <param name="evenIfRunning">Also while a process trains in it, which then fails.</param>
    /// <exception cref="TrainingException">A process trains in it, it holds other runs, or it cannot be
    /// deleted.</exception>
    public void Delete(bool evenIfRunning = false) => _folder.Delete(evenIfRunning);

    /// <summary>What is wrong with the run, as far as its epochs show.</summary>
    public TrainingDiagnosis Diagnose()
    {
        IEnumerable<TrainingFinding> shown =
            Symptoms.Of(Recipe, Classes.Count, _manifest.StepsPerEpoch, Epochs, FirstLoss);
        if (_manifest.Divergence is TrainingFinding divergence)
            shown = shown.Where(finding => finding.Symptom != divergence.Symptom).Prepend(divergence);
        return new(this, [.. shown]);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {Status}, {Epochs.Count} of {Recipe.Epochs} epochs"
            + (BestEpoch is EpochResult best ? $", best {best}" : "");

    private AlexNetModel ReadModel(CancellationToken cancellation)
    {
        string? path = new[] { _folder.BestPath, _folder.LastPath }.FirstOrDefault(File.Exists);
        return path is null
            ? throw new TrainingException($"The run '{Path}' has no weights yet: no epoch is done.")
            : AlexNetModel.Load(path, new(), cancellation);
    }
}
