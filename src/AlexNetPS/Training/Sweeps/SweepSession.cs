using AlexNetPS.Formats.Text;

namespace AlexNetPS.Training.Sweeps;

/// <summary>
/// The runs of a sweep, rung by rung. All runs of a rung end before the next begins, and what is pruned depends only
/// on their results up to it, so that neither the number of runs at a time nor an interruption changes it.
/// </summary>
internal sealed class SweepSession
{
    private readonly SweepPlan _plan;
    private readonly SweepFolder _folder;
    private readonly ISweepObserver? _observer;
    private readonly ISweepTrainer _trainer;
    private readonly Dictionary<string, SweepRun> _results = [];

    public SweepSession(SweepPlan plan, SweepFolder folder, ISweepTrainer trainer, ISweepObserver? observer) =>
        (_plan, _folder, _trainer, _observer) = (plan, folder, trainer, observer);

    /// <summary>Trains until every run has ended, or until canceled.</summary>
    public SweepResult Run(CancellationToken cancellation)
    {
        IReadOnlyList<int> going = [.. _plan.Settings.Select(setting => setting.Number)];
        for (int rung = 0; rung < _plan.Rungs.Count && !cancellation.IsCancellationRequested; rung++)
        {
            PlannedRun[] runs = [.. _plan.Runs.Where(run => going.Contains(run.Setting.Number)
                && _results.GetValueOrDefault(run.Folder)?.Status != SweepRunStatus.Failed)];
            foreach (SweepRun run in _trainer.Train(runs, Epochs(rung), cancellation))
                _results[run.Folder] = run;
            if (!cancellation.IsCancellationRequested && rung < _plan.Rungs.Count - 1)
                going = Prune(going, _plan.Rungs[rung]);
        }

        return new(_plan, _folder.Path, [.. _plan.Runs.Select(Result)]);
    }

    // Without halving, recipes may have different numbers of epochs.
    private int Epochs(int rung) => rung == _plan.Rungs.Count - 1 ? int.MaxValue : _plan.Rungs[rung];

    private int[] Prune(IReadOnlyList<int> going, int epochs)
    {
        (int, SweepScore?)[] scores = [.. going.Select(setting => (setting, Group(setting).Score))];
        int[] kept = [.. _plan.Options.Halving!.Survivors(scores)];
        int[] pruned = [.. going.Except(kept)];
        foreach (SweepRun run in _results.Values.Where(run => pruned.Contains(run.Setting)).ToArray())
            End(run, epochs);
        if (pruned.Length > 0)
            _observer?.OnPruned(epochs, Settings(kept), Settings(pruned));
        // In the order of the plan again.
        return [.. kept.Order()];
    }

    // A run that ended by itself, early, was not ended by the comparison.
    private void End(SweepRun run, int epochs)
    {
        if (run.Status != SweepRunStatus.Stopped)
            return;
        string reason = $"Pruned by the sweep after epoch {epochs}.";
        _results[run.Folder] = run with { Status = SweepRunStatus.Pruned, Reason = reason };
        _folder.WriteReason(run.Folder, reason);
    }

    private SweepGroup Group(int setting) => SweepGroup.Of(_plan.Settings[setting - 1],
        [.. _plan.Runs.Where(run => run.Setting.Number == setting).Select(Result)]);

    private ReadableList<PlannedSetting> Settings(IEnumerable<int> numbers) =>
        numbers.Select(number => _plan.Settings[number - 1]).ToReadable();

    private SweepRun Result(PlannedRun run) =>
        _results.GetValueOrDefault(run.Folder) ?? SweepResults.Unfinished(run, _folder);
}
