using System.Text.Json;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Dvc;

namespace AlexNetPS.Training.Runs;

/// <summary>The files of a run. Every file is written to a temporary file that is then renamed.</summary>
internal sealed class RunFolder(string path)
{
    /// <summary>Beginning of the name of a checkpoint that is numbered by epoch, or by step.</summary>
    public const string EpochPrefix = "epoch-", StepPrefix = "step-";

    private const int LockAttempts = 5;

    private static readonly TimeSpan _lockPause = TimeSpan.FromMilliseconds(50);

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>
    /// Whether a run may begin in a folder that holds files for DVC and nothing else: Git checks them out without the
    /// run, and they are written again.
    /// </summary>
    public bool MayHoldDvc { get; init; }

    public string ManifestPath => File(TrainingRun.FileName);

    /// <summary>The weights of the best epoch: a model file.</summary>
    public string BestPath => File("best.safetensors");

    /// <summary>The last checkpoint, from which training resumes: weights, optimizer state and position.</summary>
    public string LastPath => File("last.safetensors");

    /// <summary>The numbered checkpoints: by epoch, then by step.</summary>
    public IEnumerable<string> NumberedCheckpoints => new[] { EpochPrefix, StepPrefix }
        .SelectMany(prefix => Directory.EnumerateFiles(Path, prefix + "*.safetensors").Order(StringComparer.Ordinal));

    /// <summary>Bytes of all files in the folder.</summary>
    public long Size
    {
        get
        {
            try
            {
                var dvc = new DirectoryInfo(File(DvcFolder.Name));
                return new DirectoryInfo(Path).EnumerateFiles()
                    .Concat(dvc.Exists ? dvc.EnumerateFiles("*", SearchOption.AllDirectories) : []).Sum(Length);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        }
    }

    public string MetricsPath => File("metrics.csv");

    public string ClassIndicesPath => File("class_indices.json");

    /// <summary>The images of the run with their hashes.</summary>
    public string DataPath => File("data.csv");

    public string LockPath => File(".lock");

    /// <summary>Prepares the folder for a run and holds it until the result is disposed.</summary>
    /// <exception cref="TrainingException">The folder contains something else, is held by another process, or cannot
    /// be written.</exception>
    public RunHold Enter(bool resume)
    {
        bool created = Create();
        RejectContents(resume);
        FileStream held = Lock(FileMode.OpenOrCreate, LockAttempts)
            ?? throw new TrainingException($"Another process is training in the run folder '{Path}'"
                + $"{(LockFile.Holder(LockPath) is { } holder ? $" ({holder})" : "")}. Wait for it, or choose another "
                + "folder.");
        try
        {
            // A run that has ended since the first look leaves its files.
            RejectContents(resume);
            TemporaryName.DeleteFiles(Path);
            if (System.IO.Path.GetDirectoryName(Path) is string parent)
                DeletedRun.DeleteRemains(parent);
        }
        catch
        {
            held.Dispose();
            throw;
        }

        return new(this, held, created);
    }

    /// <summary>Checks whether a run can begin or resume in the folder, which need not exist.</summary>
    /// <exception cref="TrainingException">The folder contains something else.</exception>
    public void Check(bool resume)
    {
        UnreachableName.RejectDevice(Path);
        if (System.IO.File.Exists(Path))
            throw IsFile();
        if (Directory.Exists(Path))
            RejectContents(resume);
    }

    /// <summary>Creates and holds the folder; null if it exists, or if another process is creating it.</summary>
    /// <exception cref="TrainingException">It cannot be written.</exception>
    public RunHold? TryClaim()
    {
        if (System.IO.Path.Exists(Path))
            return null;
        Create();
        // Creating a folder that exists succeeds; only one process creates the lock file. A run that has already ended
        // has deleted it, and left its own files.
        FileStream? held = Lock(FileMode.CreateNew, attempts: 1);
        if (held is null || UnbegunRun.Is(this))
            return held is null ? null : new(this, held, created: true);
        held.Dispose();
        return null;
    }

    /// <summary>Deletes what killed processes left in the folder of a run beside its files, if they did.</summary>
    /// <exception cref="TrainingException">A process is training in the folder, or it cannot be written.</exception>
    public void Tidy()
    {
        if (Directory.EnumerateFiles(Path).Any(file => file == LockPath || TemporaryName.Is(file)))
            Enter(resume: true).Dispose();
    }

    /// <summary>Whether a process is training in the folder.</summary>
    public bool IsLocked() => LockFile.IsHeld(LockPath);

    /// <summary>Reads run.json.</summary>
    /// <exception cref="TrainingException">run.json does not exist or cannot be read.</exception>
    public RunManifest ReadManifest()
    {
        try
        {
            return RunManifestReader.Read(ManifestPath);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrainingException($"There is no run in '{Path}': run.json is missing.", e);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"'{ManifestPath}' cannot be read as a run: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>
    /// Writes run.json, metrics.csv and class_indices.json. A new run has run.json first, so that a folder with any of
    /// them is a run; later it is last, so that no process that is killed leaves the others behind it.
    /// </summary>
    public void Write(RunManifest manifest) => Guard(() =>
    {
        bool begins = !System.IO.File.Exists(ManifestPath);
        if (begins)
            WriteManifest(manifest);
        FileReplacement.WriteText(MetricsPath, writer => WriteMetrics(writer, manifest.Epochs));
        FileReplacement.WriteText(ClassIndicesPath, writer => writer.Write(JsonSerializer.Serialize(
            manifest.Dataset.Classes.Index().ToDictionary(pair => pair.Index.ToString(
                System.Globalization.CultureInfo.InvariantCulture), pair => pair.Item), RecipeFile.Json)));
        if (!begins)
            WriteManifest(manifest);
    });

    /// <summary>
    /// Runs an action that writes to the folder; a failure becomes an exception that names the folder.
    /// </summary>
    public void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    /// <summary>
    /// Deletes the folder with its contents, all or nothing. If the path is a link, only the link is deleted.
    /// </summary>
    /// <exception cref="TrainingException">A process is training in the folder, it contains other runs, or it cannot be
    /// deleted.</exception>
    public void Delete(bool evenIfRunning)
    {
        if (!evenIfRunning && IsLocked())
            throw new TrainingException($"A process is training in the run folder '{Path}'. Stop it first.");
        try
        {
            string name = System.IO.Path.GetFileName(ManifestPath);
            string? other = Directory.EnumerateFiles(Path, name, SearchOption.AllDirectories)
                .FirstOrDefault(file => file != ManifestPath);
            if (other is not null)
            {
                throw new TrainingException($"The run folder '{Path}' also holds another run ('{other}'), so it is "
                    + "not deleted. Delete that one first.");
            }

            DeletedRun.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run folder '{Path}' cannot be deleted: {e.Message}", e);
        }
    }

    private void WriteManifest(RunManifest manifest) => FileReplacement.WriteText(ManifestPath,
        writer => writer.Write(JsonSerializer.Serialize(manifest, RecipeFile.Json)));

    private static void WriteMetrics(TextWriter writer, IReadOnlyList<EpochResult> epochs)
    {
        using ITableWriter table = TableFormats.Csv.Create(writer,
        [
            nameof(EpochResult.Epoch), nameof(EpochResult.TrainLoss), nameof(EpochResult.TrainTop1),
            nameof(EpochResult.ValidationLoss),
            nameof(EpochResult.ValidationTop1), nameof(EpochResult.ValidationTop5), nameof(EpochResult.LearningRate),
            nameof(EpochResult.Seconds),
            nameof(EpochResult.ImagesPerSecond), nameof(EpochResult.IsBest),
        ]);
        foreach (EpochResult e in epochs)
        {
            table.Write([e.Epoch, e.TrainLoss, e.TrainTop1, e.ValidationLoss, e.ValidationTop1, e.ValidationTop5,
                e.LearningRate,
                Math.Round(e.Seconds, 3), Math.Round(e.ImagesPerSecond, 2), e.IsBest ? "true" : "false"]);
        }
    }

    // A training may replace or delete it in between.
    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private bool Create()
    {
        try
        {
            UnreachableName.RejectDevice(Path);
            if (System.IO.File.Exists(Path))
                throw IsFile();
            bool created = !Directory.Exists(Path);
            Directory.CreateDirectory(Path);
            return created;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    private void RejectContents(bool resume)
    {
        try
        {
            if (UnbegunRun.Is(this))
                return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }

        if (!resume)
        {
            throw new TrainingException(
                $"The run folder '{Path}' is not empty. Resume the run in it (-Resume), or choose another folder.");
        }

        if (!System.IO.File.Exists(ManifestPath))
        {
            throw new TrainingException($"The folder '{Path}' contains no run (there is no run.json), so there is "
                + "nothing to resume. Choose an empty folder, or that of a run.");
        }
    }

    // A process that looks whether the run is going on holds the lock for a moment.
    private FileStream? Lock(FileMode mode, int attempts)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return LockFile.Take(LockPath, FileOptions.DeleteOnClose, mode);
            }
            catch (IOException e) when (mode == FileMode.CreateNew ? IsTaken() : HeldFile.IsShared(e))
            {
                if (attempt >= attempts)
                    return null;
                Thread.Sleep(_lockPause);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unwritable(e);
            }
        }
    }

    // A new folder is also taken if another process has used it, and maybe deleted it, in the meantime.
    private bool IsTaken() =>
        System.IO.File.Exists(LockPath) || !Directory.Exists(Path) || !UnbegunRun.Is(this);

    private TrainingException IsFile() => new($"The run path '{Path}' is a file; it must be a folder.");

    private TrainingException Unwritable(Exception e) =>
        new($"The run folder '{Path}' cannot be written: {e.Message}", e);

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
