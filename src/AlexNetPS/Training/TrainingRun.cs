using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Folds;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training;

/// <summary>A training run: its folder, its results so far, and the model of its best epoch.</summary>
public sealed class TrainingRun
{
    /// <summary>Name of the file that marks a folder as a run.</summary>
    public const string FileName = "run.json";

    private readonly RunFolder _folder;
    private readonly RunManifest _manifest;

    internal TrainingRun(RunFolder folder, RunManifest manifest)
    {
        _folder = folder;
        _manifest = manifest;
        Epochs = manifest.Epochs.ToReadable();
        Classes = manifest.Dataset.Classes.ToReadable();
        Tags = manifest.Tags.ToReadable();
    }

    /// <summary>Contents of run.json.</summary>
    internal RunManifest Manifest => _manifest;

    /// <summary>Path of the list of the run's images.</summary>
    internal string DataPath => _folder.DataPath;

    /// <summary>
    /// Whether the run was completed before, and was returned instead of training it again
    /// (<see cref="TrainingOptions.Reuse"/>).
    /// </summary>
    public bool IsReused { get; internal set; }

    /// <summary>Name of the run: the one it was given, otherwise recipe and dataset.</summary>
    public string Name => _manifest.Name;

    /// <summary>Tags that the run was given.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>Note that the run was given; null for none.</summary>
    public string? Note => _manifest.Note;

    /// <summary>Path of the run folder.</summary>
    public string Path => _folder.Path;

    /// <summary>Name of the run folder.</summary>
    public string Folder => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    /// <summary>The recipe with all overrides and all values from the dataset.</summary>
    public Recipe Recipe => _manifest.Recipe;

    /// <summary>Seed of initial weights, order, augmentation and dropout.</summary>
    public ulong Seed => _manifest.Seed;

    /// <summary>Status of the run: running, stopped or completed.</summary>
    public RunStatus Status => _manifest.Status;

    /// <summary>
    /// Why the run stopped, and for one that can go on the command that resumes it; null if it did not.
    /// </summary>
    public string? StopReason => ResumeCommand is string command
        ? $"{_manifest.StopReason} Resume with: {command}"
        : _manifest.StopReason;

    /// <summary>Results of the completed epochs.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; }

    /// <summary>
    /// The best epoch: highest validation top-1, then lowest validation loss; without a validation split the last one.
    /// Null before the first epoch is completed, and if the loss of every epoch diverged.
    /// </summary>
    public EpochResult? BestEpoch => Epochs.LastOrDefault(
        epoch => epoch.IsBest && !LossLimit.IsExceeded(epoch, LossLimit.Of(Classes.Count, FirstLoss)));

    /// <summary>Returns the best of the first epochs, whatever came later; null without one.</summary>
    internal EpochResult? BestWithin(int epochs)
    {
        double limit = LossLimit.Of(Classes.Count, FirstLoss);
        return Epochs.Take(epochs).Where(epoch => !LossLimit.IsExceeded(epoch, limit)).Aggregate((EpochResult?)null,
            (best, epoch) => epoch.IsBetterThan(best) ? epoch : best);
    }

    /// <summary>Validation top-1 accuracy of the best epoch, 0 to 1; null without one.</summary>
    public double? ValidationTop1 => BestEpoch?.ValidationTop1;

    /// <summary>Mean validation loss of the best epoch; null without one.</summary>
    public double? ValidationLoss => BestEpoch?.ValidationLoss;

    /// <summary>Mean training loss of the best epoch; null without one.</summary>
    public double? TrainLoss => BestEpoch?.TrainLoss;

    /// <summary>Number of completed epochs.</summary>
    public int EpochCount => Epochs.Count;

    // A loss that is not a number comes again: the reason names the setting to change.
    private string? ResumeCommand => Status != RunStatus.Stopped || _manifest.StopReason is not string reason
        || (EpochCount > 0 && !HasState)
        || (_manifest.Divergence is TrainingFinding finding
            && reason.StartsWith($"{finding}", StringComparison.Ordinal))
            ? null
            : Runs.ResumeCommand.Of(_folder, _manifest);

    // Earlier versions did not record the loss of the first step.
    private double? FirstLoss => _manifest.FirstLoss ?? Epochs.FirstOrDefault()?.TrainLoss;

    /// <summary>
    /// The model of the best epoch, or of the last checkpoint if no epoch is completed; null if there is none yet. Its
    /// weights are read from the file on each use and not kept, so runs can be listed without reading them. While a
    /// training continues, the property gives its newest model.
    /// </summary>
    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public AlexNetModel? Model => WeightsPath is string path ? ModelFile.Open(path) : null;

    /// <summary>
    /// Whether the folder holds the last checkpoint, from which training can go on. A completed run does only if its
    /// recipe asks for it (<see cref="CheckpointPlan.KeepState"/>).
    /// </summary>
    public bool HasState => File.Exists(_folder.LastPath);

    /// <summary>Size of all files in the run folder, in bytes; 0 if there is no such folder.</summary>
    public long Size => _folder.Size;

    /// <summary>Class names, in the order of the network's outputs.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Batches after which every epoch ends (dry run). Null for all.</summary>
    public int? LimitBatches => _manifest.LimitBatches;

    /// <summary>Initial model: its file, or its name. Null if the run was initialized by the recipe.</summary>
    public string? InitialModel => _manifest.InitialModel;

    /// <summary>Name of the dataset.</summary>
    public string Dataset => _manifest.Dataset.Name;

    /// <summary>The fold of the dataset that it was trained on; null for a dataset that is no fold.</summary>
    public DatasetFold? Fold => _manifest.Dataset.Fold;

    /// <summary>Device used for training.</summary>
    public string Device => _manifest.Environment.Device;

    /// <summary>Time at which the run was started.</summary>
    public DateTimeOffset Started => _manifest.Started;

    /// <summary>Training time of all sessions.</summary>
    public TimeSpan Elapsed => TimeSpan.FromSeconds(_manifest.Seconds);

    /// <summary>
    /// Loads the model of the best epoch, or of the last checkpoint, into memory; training may then replace the file.
    /// </summary>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <exception cref="TrainingException">There is no checkpoint yet.</exception>
    /// <inheritdoc cref="Model" path="/exception"/>
    public AlexNetModel LoadModel(CancellationToken cancellation = default) =>
        AlexNetModel.Load(WeightsPath
            ?? throw new TrainingException($"The run '{Path}' has no weights yet: no epoch is done."), new(),
            cancellation);

    /// <summary>
    /// Makes the fold again that the run was trained on: its validation split are the images that the run has not seen.
    /// </summary>
    /// <param name="dataset">The dataset, or the fold; null opens its store, or lists its folder of images.</param>
    /// <param name="cancellation">Cancels the hashing of an index-only dataset's files.</param>
    /// <exception cref="TrainingException">The run is not of a fold, or its images have changed.</exception>
    /// <exception cref="DatasetException">The dataset cannot be opened.</exception>
    public ImageNetDataset OpenFold(ImageNetDataset? dataset = null, CancellationToken cancellation = default) =>
        new FoldSource(dataset).Open(this, cancellation);

    /// <summary>Whether a folder contains a run.</summary>
    public static bool IsRun(string folder) => File.Exists(System.IO.Path.Combine(folder, FileName))
        && !DeletedRun.Is(folder);

    /// <summary>
    /// Whether a folder holds only what a training leaves that was killed before it wrote its first file. A run can
    /// begin in it.
    /// </summary>
    public static bool IsUnbegun(string folder)
    {
        try
        {
            return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
                && UnbegunRun.Is(new RunFolder(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Deletes a folder that a killed training has left (<see cref="IsUnbegun"/>).</summary>
    /// <exception cref="TrainingException">It holds something else, a process is training in it, or it cannot be
    /// deleted.</exception>
    public static void DeleteUnbegun(string folder)
    {
        if (!IsUnbegun(folder))
            throw new TrainingException($"The folder '{folder}' holds more than a killed training leaves.");
        new RunFolder(folder).Delete(evenIfRunning: false);
    }

    /// <summary>Opens a run folder.</summary>
    /// <exception cref="TrainingException">There is no run, or run.json is damaged.</exception>
    public static TrainingRun Open(string path)
    {
        var folder = new RunFolder(path);
        RunManifest manifest = folder.ReadManifest();

        // A killed process could not record that it stopped. A process that ended between the two reads has recorded
        // it.
        if (manifest.Status == RunStatus.Running && !folder.IsLocked())
            manifest = folder.ReadManifest();
        if (manifest.Status == RunStatus.Running && !folder.IsLocked())
        {
            manifest = manifest with
            {
                Status = RunStatus.Stopped,
                StopReason = "The process that trained ended without finishing the run.",
            };
        }

        return new(folder, manifest);
    }

    /// <summary>Deletes the run folder with its contents.</summary>
    /// <param name="evenIfRunning">Deletes the folder even while a process is training in it, which then fails.</param>
    /// <exception cref="TrainingException">A process is training in the folder, it contains other runs, or it cannot be
    /// deleted.</exception>
    public void Delete(bool evenIfRunning = false) => _folder.Delete(evenIfRunning);

    /// <summary>
    /// Deletes what the folder holds only to resume the run: the last checkpoint, and the optimizer state in numbered
    /// checkpoints, which stay as models. The run keeps its best model and cannot be resumed.
    /// </summary>
    /// <exception cref="TrainingException">A process is training in the folder, a checkpoint is damaged, or the folder
    /// cannot be written.</exception>
    public void RemoveState() => RunState.Remove(_folder);

    /// <summary>Diagnoses the run from its epochs.</summary>
    public TrainingDiagnosis Diagnose()
    {
        IEnumerable<TrainingFinding> shown =
            Symptoms.Of(Recipe, Classes.Count, _manifest.StepsPerEpoch, Epochs, FirstLoss);
        if (_manifest.Divergence is TrainingFinding divergence)
            shown = shown.Where(finding => finding.Symptom != divergence.Symptom).Prepend(divergence);
        return new(this, [.. shown], RunLength.TooShort(Recipe, Classes.Count, _manifest.StepsPerEpoch, Epochs));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {Status}, {Epochs.Count} of {Recipe.Epochs} epochs"
            + (BestEpoch is EpochResult best ? $", best {best}" : "");

    private string? WeightsPath => new[] { _folder.BestPath, _folder.LastPath }.FirstOrDefault(File.Exists);
}
