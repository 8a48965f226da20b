using AlexNetPS.Formats.Files;
using AlexNetPS.Ranks;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Sweeps;

/// <summary>
/// The folder of a sweep: sweep.json, which states the plan and the dataset, and a run folder for each run. Results are
/// in the run folders only, so that they cannot contradict it.
/// </summary>
internal sealed class SweepFolder(string path)
{
    /// <summary>Name of the file that marks a folder as a sweep.</summary>
    public const string FileName = "sweep.json";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    private string PlanPath => System.IO.Path.Combine(Path, FileName);

    private string LockPath => System.IO.Path.Combine(Path, ".sweep.lock");

    /// <summary>Returns the folder of a run.</summary>
    public string RunPath(string run) => System.IO.Path.Combine(Path, run);

    /// <summary>
    /// Locks the folder until the result is disposed; creates it and writes the plan if there is none.
    /// </summary>
    /// <exception cref="TrainingException">The folder has another plan or other contents, is used by another process,
    /// or cannot be written.</exception>
    public IDisposable Enter(SweepPlan plan, RunDataset dataset)
    {
        FileStream? held = null;
        try
        {
            UnreachableName.RejectDevice(Path);
            if (File.Exists(Path))
                throw new TrainingException($"The sweep path '{Path}' is a file; it must be a folder.");
            Directory.CreateDirectory(Path);
            held = Lock() ?? throw new TrainingException($"Another process is running the sweep in '{Path}'"
                + $"{(LockFile.Holder(LockPath) is { } holder ? $" ({holder})" : "")}. Wait for it, or choose another "
                + "folder."
                + (RankGroups.StartedRank is null ? "" : " If mpiexec or srun started it with this one: a sweep is for "
                    + "one process. Start it without them, or let each train runs of its plan (-Claim)."));
            TemporaryName.DeleteFiles(Path);
            if (File.Exists(PlanPath))
            {
                Require(plan, dataset);
                return held;
            }

            if (Directory.EnumerateFileSystemEntries(Path).Any(entry => !IsOwn(entry)))
            {
                throw new TrainingException($"The folder '{Path}' is not empty and contains no sweep (there is no "
                    + $"{FileName}). Choose another folder.");
            }

            SweepFile.Write(PlanPath, plan, dataset);
            return held;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new TrainingException($"The sweep folder '{Path}' cannot be written: {e.Message}", e);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Checks that the plan of the folder is this one, for a process that trains one of its runs.</summary>
    /// <exception cref="TrainingException">There is another plan, or none.</exception>
    public void Require(SweepPlan plan, RunDataset dataset) => SweepFile.Require(PlanPath, plan, dataset);

    /// <summary>Deletes the temporary files that killed processes left in a run, which may go on no more.</summary>
    /// <exception cref="TrainingException">A process is training in its folder, or it cannot be written.</exception>
    public void Tidy(string run) => new RunFolder(RunPath(run)).Tidy();

    /// <summary>Records why a run has stopped.</summary>
    /// <exception cref="TrainingException">The run cannot be read or written.</exception>
    public void WriteReason(string run, string reason)
    {
        var folder = new RunFolder(RunPath(run));
        folder.Write(folder.ReadManifest() with { StopReason = reason });
    }

    /// <summary>
    /// Returns why a run ended if it would end so again: its loss was not finite. Null for every other run.
    /// </summary>
    /// <exception cref="TrainingException">The run cannot be read.</exception>
    public string? FinalFailure(string run)
    {
        RunManifest manifest = new RunFolder(RunPath(run)).ReadManifest();
        return manifest.Divergence is { } divergence && manifest.StopReason is string reason
            && reason.Contains($"{divergence}", StringComparison.Ordinal)
            ? reason
            : null;
    }

    private bool IsOwn(string entry) =>
        entry == LockPath || System.IO.Path.GetFileName(entry).StartsWith(FileName, StringComparison.Ordinal);

    private FileStream? Lock()
    {
        try
        {
            return LockFile.Take(LockPath, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (HeldFile.IsShared(e))
        {
            return null;
        }
    }
}
