namespace AlexNetPS.Training.Sweeps;

/// <summary>What an observer is told of a sweep: epochs of all runs together, each warning once. Any thread.</summary>
internal sealed class SweepProgress(SweepPlan plan, ISweepObserver? observer)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _epochs = [];
    private readonly HashSet<string> _warnings = [];

    public ITrainingObserver? Start(PlannedRun run, int slot) => observer?.OnStarted(run, slot);

    /// <summary>Takes the runs that have ended or reached the epoch, and returns the others.</summary>
    public IEnumerable<PlannedRun> TakeEnded(IEnumerable<PlannedRun> runs, SweepFolder folder, int epochs,
        List<SweepRun> results)
    {
        foreach (PlannedRun run in runs)
        {
            if (SweepResults.Ended(run, folder, epochs) is not SweepRun result)
            {
                yield return run;
                continue;
            }

            results.Add(result);
            Count(run, Math.Min(result.EpochsDone, epochs));
            Report(result);
        }
    }

    /// <summary>Reports a run that has ended.</summary>
    public void Report(SweepRun result)
    {
        try
        {
            observer?.OnEnded(result);
        }
        catch (OperationCanceledException)
        {
            // Who follows the sweep has stopped; its token ends it.
        }
    }

    /// <summary>Warns of what is true of one run, or of all.</summary>
    public void Warn(string message, PlannedRun? run = null)
    {
        string of = run is null ? "" : $" (Run {run.Folder} of the sweep.)";
        // Another machine names the run too.
        if (of.Length > 0 && message.EndsWith(of, StringComparison.Ordinal))
            message = message[..^of.Length];
        lock (_lock)
        {
            // What is true of every run is said once.
            if (!_warnings.Add(message))
                return;
        }

        observer?.OnWarning(message + of);
    }

    /// <summary>Counts the completed epochs of a run.</summary>
    public void Count(PlannedRun run, int epochs)
    {
        long done;
        lock (_lock)
        {
            _epochs[run.Folder] = Math.Max(_epochs.GetValueOrDefault(run.Folder), epochs);
            done = _epochs.Values.Sum(one => (long)one);
        }

        observer?.OnEpochs(Math.Min(done, plan.Epochs), plan.Epochs);
    }
}
