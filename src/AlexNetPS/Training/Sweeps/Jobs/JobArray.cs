using AlexNetPS.Datasets;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Training.Sweeps.Jobs;

/// <summary>
/// A sweep whose runs are trained by many processes that claim them in its folder, one each: the elements of a Slurm job
/// array, or any others.
/// </summary>
public static class JobArray
{
    /// <summary>Name of the batch script in the folder of the sweep.</summary>
    public const string FileName = "sweep.sbatch";

    /// <summary>
    /// Writes the plan, the table of its parameters, the rows to claim, and the batch script. What is there stays as it
    /// is, also the script, which may have been changed.
    /// </summary>
    /// <param name="dataset">Dataset of all runs, in a store.</param>
    /// <param name="plan">The plan, without successive halving.</param>
    /// <param name="script">The batch script.</param>
    /// <param name="warn">Called with a message about a script that is there and is another one; null for
    /// nobody.</param>
    /// <param name="cancellation">Cancels the hashing of an index-only dataset's files.</param>
    /// <returns>The results so far.</returns>
    /// <exception cref="TrainingException">The folder has another plan, the dataset has no store, the plan has
    /// successive halving, or the folder cannot be written.</exception>
    public static SweepResult Write(ImageNetDataset dataset, SweepPlan plan, SlurmScript script,
        Action<string>? warn = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(script);
        string store = StoreOf(dataset);
        if (plan.Options.Halving is not null)
        {
            throw new TrainingException("Successive halving compares all settings after some epochs, but the elements of a "
                + "job array do not wait for each other. Train the sweep in one process or on several machines "
                + "(-HostName, -Session), or leave out -Halving.");
        }

        var folder = new SweepFolder(plan.Options.Path);
        using IDisposable held = Sweep.Enter(dataset, plan, folder, cancellation);
        try
        {
            var rows = new RowFolder(folder.Path);
            IReadOnlyDictionary<string, string> claims = rows.Claims;
            SweepRun[] results = [.. plan.Runs.Select(run => SweepResults.Seen(run, folder, claims))];
            if (!rows.Exists)
                rows.Create(plan.Runs.Select(run => run.Folder));
            rows.Repeat(results.Where(run => run.Status == SweepRunStatus.Stopped).Select(run => run.Folder));
            Directory.CreateDirectory(Path.Combine(folder.Path, "logs"));
            string table = Path.Combine(folder.Path, ParameterTable.FileName);
            if (!File.Exists(table))
                ParameterTable.Write(table, plan);
            string batch = Path.Combine(folder.Path, FileName);
            WriteScript(batch, script.Text(plan, store), warn);
            return new(plan, folder.Path, results) { JobScript = batch };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The sweep folder '{folder.Path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Claims the next run that nobody trains, and trains it to its end.</summary>
    /// <param name="dataset">The dataset of the sweep.</param>
    /// <param name="plan">The plan, from <see cref="SweepOptions.Read"/>.</param>
    /// <param name="observer">Receives the progress; null for nobody.</param>
    /// <param name="cancellation">Stops the run after its current step, with a checkpoint; another process can claim
    /// it.</param>
    /// <returns>The row of the run; null if no run is left to claim.</returns>
    /// <exception cref="TrainingException">The folder has no rows or another plan, or the dataset is another.</exception>
    public static SweepRun? TrainNext(ImageNetDataset dataset, SweepPlan plan, ISweepObserver? observer = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var rows = new RowFolder(plan.Options.Path);
        if (!rows.Exists)
        {
            throw new TrainingException($"The sweep in '{plan.Options.Path}' has no rows to claim. Prepare it first "
                + "(-Slurm).");
        }

        try
        {
            using var worker = new RowWorker(rows, SlurmJob.Current());
            if (rows.Claim(worker) is not string row)
                return null;
            var status = SweepRunStatus.Stopped;
            try
            {
                SweepRun run = Sweep.TrainRun(dataset, plan, row, null, observer, cancellation);
                status = run.Status;
                return run;
            }
            finally
            {
                rows.Release(row, worker, status);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The rows of the sweep in '{plan.Options.Path}' cannot be claimed: {e.Message}", e);
        }
    }

    /// <summary>Returns the store of a dataset, from which other processes can open it.</summary>
    /// <exception cref="TrainingException">It is a subset or a fold, or has no store.</exception>
    public static string StoreOf(ImageNetDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset is { IsSubset: false, Fold: null, StorePath: string path }
            ? path
            : throw new TrainingException($"{dataset.Name} is a part of a dataset, or has no store, so that other processes "
                + "cannot open it. Give a whole dataset of Import-ImageNetFolder.");
    }

    private static void WriteScript(string path, string text, Action<string>? warn)
    {
        if (!File.Exists(path))
            FileReplacement.WriteText(path, writer => writer.Write(text));
        else if (InputFile.ReadText(path, 1 << 20) != text)
            warn?.Invoke($"'{path}' is kept as it is; this command would write another one. Delete it to have it anew.");
    }
}
