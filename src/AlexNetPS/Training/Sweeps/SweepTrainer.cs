using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Training.Curves;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Sweeps;

/// <summary>Trains runs in this process, several at a time. The runs share the threads.</summary>
internal sealed class SweepTrainer(ImageNetDataset dataset, SweepPlan plan, SweepFolder folder,
    Func<string, IEngine> engines, SweepProgress progress) : ISweepTrainer
{
    private readonly SweepProgress _progress = progress;
    private readonly Lock _lock = new();

    // A network is created when those of the other runs have taken their memory, so that the check of what is available
    // sees it.
    private readonly SemaphoreSlim _starting = new(1);

    private int _limit = plan.Options.ThrottleLimit;
    private int _active;

    /// <inheritdoc/>
    public IReadOnlyCollection<SweepRun> Train(IReadOnlyList<PlannedRun> runs, int epochs,
        CancellationToken cancellation)
    {
        List<SweepRun> results = [];
        var waiting = new Queue<PlannedRun>(_progress.TakeEnded(runs, folder, epochs, results));

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
                _progress.Report(result);
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

        _progress.Warn($"Memory suffices for {fitting} {(fitting == 1 ? "run" : "runs")} at a time; the others wait.");
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
        var watch = new Watch(this, planned, _progress.Start(planned, slot), epochs, stop);
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
            sweep._progress.Count(run, epoch.Epoch);
            inner?.OnEpoch(epoch);
            if (epoch.Epoch >= epochs)
                stop.Cancel();
        }

        public void OnWarning(string message) => sweep._progress.Warn(message, run);

        public void OnNote(string message) => inner?.OnNote(message);

        public void LetOthersStart()
        {
            if (Interlocked.Exchange(ref _started, 1) == 0)
                sweep._starting.Release();
        }
    }
}
