namespace AlexNetPS.Training.Sweeps.Hosts;

/// <summary>
/// Trains runs on other machines: each takes the next run when it is free. The run of a machine that is lost goes to
/// another one; a run that fails is tried on a second machine, because the cause may be the first.
/// </summary>
internal sealed class HostTrainer(SweepFolder folder, IReadOnlyList<ISweepHost> hosts, SweepProgress progress)
    : ISweepTrainer
{
    private readonly SweepProgress _progress = progress;
    private readonly HashSet<ISweepHost> _lost = [];
    private readonly RunQueue _queue = new();

    /// <inheritdoc/>
    public IReadOnlyCollection<SweepRun> Train(IReadOnlyList<PlannedRun> runs, int epochs,
        CancellationToken cancellation)
    {
        List<SweepRun> results = [];
        _queue.Fill(_progress.TakeEnded(runs, folder, epochs, results));
        using CancellationTokenRegistration waking = cancellation.Register(_queue.Wake);
        Task[] workers = [.. hosts.Index().Where(host => !_lost.Contains(host.Item)).Select(host =>
            Task.Factory.StartNew(() => Work(host.Item, host.Index, epochs, results, cancellation),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(workers, CancellationToken.None);
        return results;
    }

    private void Work(ISweepHost host, int slot, int epochs, List<SweepRun> results, CancellationToken cancellation)
    {
        while (_queue.Take(host, IsAlone, cancellation) is PlannedRun run)
        {
            SweepRun? result = null;
            try
            {
                result = Train(host, run, slot, epochs, cancellation);
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                // A connection that was stopped may end in any way; the folder has the checkpoint.
            }
            catch (SweepHostException e)
            {
                _progress.Warn($"{host.Name} takes no more runs of the sweep: {e.Message}");
                lock (_lost)
                    _lost.Add(host);
                _queue.Return(run);
                return;
            }
            catch (Exception e)
            {
                result = OwnFailure(run, epochs);
                if (result is null && !_queue.TryAnother(run, host, IsAlone))
                    result = SweepResults.Failed(run, folder, e);
            }

            if (result is not null)
            {
                lock (results)
                    results.Add(result);
                _progress.Count(run, Math.Min(result.EpochsDone, epochs));
                _progress.Report(result);
            }

            _queue.Done();
        }
    }

    private SweepRun? Train(ISweepHost host, PlannedRun run, int slot, int epochs, CancellationToken cancellation)
    {
        _ = _progress.Start(run, slot);
        host.Train(run, epochs, new Watch(_progress, run), cancellation);
        // A share may have kept that there were no files; reading the folder asks for them again.
        string path = folder.RunPath(run.Folder);
        if (Directory.Exists(path))
            _ = Directory.GetFiles(path);
        if (SweepResults.Ended(run, folder, epochs) is SweepRun result)
            return result.Error is Exception e ? throw e : result;
        return cancellation.IsCancellationRequested
            ? null
            : throw new SweepHostException($"Run {run.Folder} ended there without being finished.");
    }

    // A loss that is not finite would be so on every host.
    private SweepRun? OwnFailure(PlannedRun run, int epochs) =>
        SweepResults.Ended(run, folder, epochs) is { Status: SweepRunStatus.Failed, Error: null } failed ? failed : null;

    // No other host can take what this one could not train.
    private bool IsAlone(ISweepHost host)
    {
        lock (_lost)
            return hosts.All(other => other == host || _lost.Contains(other));
    }

    private sealed class Watch(SweepProgress progress, PlannedRun run) : ISweepHostObserver
    {
        public void OnEpoch(int epoch) => progress.Count(run, epoch);

        public void OnWarning(string message) => progress.Warn(message, run);
    }
}
