using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Training.Curves;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Sweeps;

/// <summary>Trains runs of a sweep up to an epoch, several at a time. The runs share the threads.</summary>
internal sealed class SweepTrainer(ImageNetDataset dataset, SweepPlan plan, SweepFolder folder,
    Func<string, IEngine> engines, ISweepObserver? observer)
{
    private readonly Lock _lock = new();

    // A network is created when those of the other runs have taken their memory, so that the check of what is available
    // sees it.
    private readonly SemaphoreSlim _starting = new(1);

    private readonly Dictionary<string, int> _epochs = [];
    private readonly HashSet<string> _warnings = [];
    private int _limit = plan.Options.ThrottleLimit;
    private int _active;

    /// <summary>Trains runs; those that are already there are taken.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="epochs">Epochs after which each run stops, to go on later.</param>
    /// <param name="cancellation">Stops the runs after their current step.</param>
    /// <returns>The rows of the runs that have ended or reached the epoch.</returns>
    public IReadOnlyCollection<SweepRun> Train(IReadOnlyList<PlannedRun> runs, int epochs,
        CancellationToken cancellation)
    {
        List<SweepRun> results = [];
        var waiting = new Queue<PlannedRun>();
        foreach (PlannedRun run in runs)
        {
            if (Taken(run, epochs) is not SweepRun result)
            {
                waiting.Enqueue(run);
                continue;
            }

            results.Add(result);
            Count(run, Math.Min(result.EpochsDone, epochs));
            Report(result);
        }

        // More than once if memory sufficed for fewer runs than were started.
        while (waiting.Count > 0 && !cancellation.IsCancellationRequested)
        {
            int atATime = Math.Min(_limit, waiting.Count);
            Task[] workers = [.. Enumerable.Range(0, atATime).Select(slot => Task.Factory.StartNew(
                () => Work(waiting, atATime, slot, epochs, results, cancellation), CancellationToken.None,
                TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            Task.WaitAll(workers, CancellationToken.None);
        }

        return results;
    }

    private SweepRun? Taken(PlannedRun planned, int epochs)
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
                return SweepResults.Of(planned, run, epochs, SweepRunStatus.Completed, run.StopReason);
            if (folder.FinalFailure(planned.Folder) is string failure)
                return SweepResults.Of(planned, run, epochs, SweepRunStatus.Failed, failure);
            return run.EpochCount >= epochs ? SweepResults.Of(planned, run, epochs, SweepRunStatus.Stopped) : null;
        }
        catch (Exception e) when (e is TrainingException or IOException or UnauthorizedAccessException)
        {
            return SweepResults.Failed(planned, folder, e);
        }
    }

    private void Work(Queue<PlannedRun> waiting, int atATime, int slot, int epochs, List<SweepRun> results,
        CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            PlannedRun? run;
            int sharing;
            lock (_lock)
            {
                if (!waiting.TryDequeue(out run))
                    return;
                _active++;
                sharing = Math.Min(atATime, _active + waiting.Count);
            }

            SweepRun? result = null;
            bool deferred = false;
            try
            {
                result = Train(run, slot, sharing, epochs, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Its folder has the checkpoint.
            }
            catch (Exception e)
            {
                deferred = e is EngineException { BatchSize: not null } && IsDeferred(run, waiting);
                result = deferred ? null : SweepResults.Failed(run, folder, e);
            }

            lock (_lock)
            {
                if (!deferred)
                    _active--;
                if (result is not null)
                    results.Add(result);
            }

            if (result is not null)
                Report(result);
            if (deferred)
                return;
        }
    }

    // One run at least goes on, and takes it up when it has ended.
    private bool IsDeferred(PlannedRun run, Queue<PlannedRun> waiting)
    {
        int fitting;
        lock (_lock)
        {
            if (_active == 1)
                return false;
            fitting = --_active;
            _limit = Math.Min(_limit, fitting);
            waiting.Enqueue(run);
        }

        Warn($"Memory suffices for {fitting} {(fitting == 1 ? "run" : "runs")} at a time; the others wait.");
        return true;
    }

    private SweepRun? Train(PlannedRun planned, int slot, int sharing, int epochs, CancellationToken cancellation)
    {
        SweepOptions sweep = plan.Options;
        int threads = sweep.Threads > 0 ? sweep.Threads : Environment.ProcessorCount;
        var options = new TrainingOptions
        {
            Recipe = planned.Setting.Recipe,
            Seed = planned.Seed,
            RunPath = folder.RunPath(planned.Folder),
            InitialModel = sweep.InitialModel,
            Resume = true,
            Device = sweep.Device,
            Precision = sweep.Precision,
            Convolution = sweep.Convolution,
            Threads = Math.Max(1, threads / sharing),
            LimitBatches = sweep.LimitBatches,
            // Histograms of many runs take more disk than they are looked at.
            TensorBoard = TensorBoardDetail.Scalars,
            Dvc = sweep.Dvc,
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = new Watch(this, planned, observer?.OnStarted(planned, slot), epochs, stop);
        _starting.Wait(cancellation);
        TrainingRun run;
        try
        {
            run = Trainer.Train(dataset, options, engines, watch, stop.Token);
        }
        finally
        {
            watch.LetOthersStart();
        }

        if (run.Status == RunStatus.Completed)
            return SweepResults.Of(planned, run, epochs, SweepRunStatus.Completed, run.StopReason);
        if (run.EpochCount < epochs)
            return null;
        folder.WriteReason(planned.Folder, $"Stopped by the sweep after epoch {run.EpochCount}, to be compared.");
        return SweepResults.Of(planned, run, epochs, SweepRunStatus.Stopped);
    }

    private void Report(SweepRun result)
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

    private void Warn(string message, PlannedRun? run = null)
    {
        lock (_lock)
        {
            // What is true of every run is said once.
            if (!_warnings.Add(message))
                return;
        }

        observer?.OnWarning(run is null ? message : $"{message} (Run {run.Folder} of the sweep.)");
    }

    private void Count(PlannedRun run, int epochs)
    {
        long done;
        lock (_lock)
        {
            _epochs[run.Folder] = Math.Max(_epochs.GetValueOrDefault(run.Folder), epochs);
            done = _epochs.Values.Sum(one => (long)one);
        }

        observer?.OnEpochs(Math.Min(done, plan.Epochs), plan.Epochs);
    }

    /// <summary>Follows a run: ends it at the epoch of the comparison.</summary>
    private sealed class Watch(SweepTrainer sweep, PlannedRun run, ITrainingObserver? inner, int epochs,
        CancellationTokenSource stop) : ITrainingObserver
    {
        private int _started;

        public void OnStep(TrainingProgress progress)
        {
            LetOthersStart();
            inner?.OnStep(progress);
        }

        public void OnEpoch(EpochResult epoch)
        {
            sweep.Count(run, epoch.Epoch);
            inner?.OnEpoch(epoch);
            if (epoch.Epoch >= epochs)
                stop.Cancel();
        }

        public void OnWarning(string message) => sweep.Warn(message, run);

        public void OnNote(string message) => inner?.OnNote(message);

        public void LetOthersStart()
        {
            if (Interlocked.Exchange(ref _started, 1) == 0)
                sweep._starting.Release();
        }
    }
}
