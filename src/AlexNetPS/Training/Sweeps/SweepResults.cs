using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Sweeps;

/// <summary>Rows of the comparison from run folders.</summary>
internal static class SweepResults
{
    /// <summary>Returns the row of a run.</summary>
    /// <param name="planned">The run in the plan.</param>
    /// <param name="run">The run.</param>
    /// <param name="epochs">Epochs that count: a later result must not change an earlier comparison.</param>
    /// <param name="status">How the run ended.</param>
    /// <param name="reason">Why; null for a completed run.</param>
    public static SweepRun Of(PlannedRun planned, TrainingRun run, int epochs, SweepRunStatus status,
        string? reason = null)
    {
        EpochResult? best = run.BestWithin(epochs);
        return Empty(planned, run.Path) with
        {
            Status = status,
            ValidationTop1 = best?.ValidationTop1,
            ValidationLoss = best?.ValidationLoss,
            TrainLoss = best?.TrainLoss,
            BestEpoch = best?.Epoch,
            EpochsDone = run.EpochCount,
            Seconds = run.Elapsed.TotalSeconds,
            Reason = reason,
            Score = best is null
                ? null
                : new(best.ValidationTop1 ?? best.TrainTop1, best.ValidationLoss ?? best.TrainLoss),
        };
    }

    /// <summary>
    /// Returns the row of a run that has ended or reached an epoch; null for one that has epochs to train. A run that
    /// cannot be read has failed.
    /// </summary>
    public static SweepRun? Ended(PlannedRun planned, SweepFolder folder, int epochs)
    {
        try
        {
            string path = folder.RunPath(planned.Folder);
            if (!TrainingRun.IsRun(path))
                return null;
            folder.Tidy(planned.Folder);
            var run = TrainingRun.Open(path);
            // A process that was killed after the last epoch has left the state that a completed run does not keep.
            if (run is { Status: RunStatus.Completed, HasState: true, BestEpoch: not null }
                && !run.Recipe.Checkpoints.KeepState)
            {
                return null;
            }

            if (run.Status == RunStatus.Completed)
                return Of(planned, run, epochs, SweepRunStatus.Completed, run.StopReason);
            if (folder.FinalFailure(planned.Folder) is string failure)
                return Of(planned, run, epochs, SweepRunStatus.Failed, failure);
            return run.EpochCount >= epochs ? Of(planned, run, epochs, SweepRunStatus.Stopped) : null;
        }
        catch (Exception e) when (e is TrainingException or IOException or UnauthorizedAccessException)
        {
            return Failed(planned, folder, e);
        }
    }

    /// <summary>
    /// Returns the row of a run that other processes may be training: Stopped until it has ended, and why.
    /// </summary>
    public static SweepRun Seen(PlannedRun planned, SweepFolder folder, IReadOnlyDictionary<string, string> claims)
    {
        SweepRun row = Unfinished(planned, folder);
        string? claim = claims.TryGetValue(planned.Folder, out string? worker) ? $"Claimed by {worker}." : null;
        try
        {
            if (!TrainingRun.IsRun(row.Path))
                return row with { Reason = claim };
            var run = TrainingRun.Open(row.Path);
            if (run.Status == RunStatus.Completed)
                return Of(planned, run, int.MaxValue, SweepRunStatus.Completed, run.StopReason);
            return folder.FinalFailure(planned.Folder) is string failure
                ? Of(planned, run, int.MaxValue, SweepRunStatus.Failed, failure)
                : row with { Reason = claim ?? run.Manifest.StopReason };
        }
        catch (TrainingException)
        {
            // The row says so.
            return row;
        }
    }

    /// <summary>Returns the row of a run that failed.</summary>
    public static SweepRun Failed(PlannedRun planned, SweepFolder folder, Exception error) =>
        Unfinished(planned, folder) with { Status = SweepRunStatus.Failed, Reason = error.Message, Error = error };

    /// <summary>Returns the row of a run that has not begun, or was stopped.</summary>
    public static SweepRun Unfinished(PlannedRun planned, SweepFolder folder)
    {
        string path = folder.RunPath(planned.Folder);
        try
        {
            return TrainingRun.IsRun(path)
                ? Of(planned, TrainingRun.Open(path), int.MaxValue, SweepRunStatus.Stopped)
                : Empty(planned, path);
        }
        catch (TrainingException e)
        {
            return Empty(planned, path) with { Reason = e.Message };
        }
    }

    private static SweepRun Empty(PlannedRun planned, string path) => new()
    {
        Folder = planned.Folder,
        Setting = planned.Setting.Number,
        Values = planned.Setting.Values,
        Settings = planned.Setting.Text,
        Seed = planned.Seed,
        Status = SweepRunStatus.Stopped,
        EpochsDone = 0,
        Seconds = 0,
        Path = path,
    };
}
