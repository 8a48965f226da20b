using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training.Curves;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Dvc;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>The training loop of one process; a resumed run has several sessions.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly ImageNetDataset _dataset;
    private readonly ContentHash[]? _hashes;
    private readonly TrainingOptions _options;
    private readonly RunFolder _folder;
    private readonly INetwork _network;
    private readonly ITrainingObserver? _observer;
    private readonly Recipe _recipe;
    private readonly int _batches, _steps;
    private readonly BatchLoader _loader;
    private readonly TransformPipeline _evaluation;
    private readonly PendingSteps _pending;
    private readonly RunRecord _record;
    private readonly DivergenceCheck _divergence;
    private readonly RunDvc? _dvc;
    private readonly RunCurves _curves;
    private readonly RunCheckpoints _checkpoints;
    private readonly TimeLimit _limit;
    private readonly ITrainingListener[] _listeners;

    private TrainingState _state = new();

    public TrainingSession(ImageNetDataset dataset, ContentHash[]? hashes, TrainingOptions options,
        RunManifest manifest, RunFolder folder, INetwork network, ITrainingObserver? observer)
    {
        (_dataset, _hashes, _options, _folder, _network, _observer) =
            (dataset, hashes, options, folder, network, observer);
        _recipe = manifest.Recipe;
        int batches = (dataset.Train.Count + _recipe.BatchSize - 1) / _recipe.BatchSize;
        _batches = Math.Min(batches, options.LimitBatches ?? batches);
        _steps = (_batches + Accumulation - 1) / Accumulation;

        // Transforming takes a fraction of a millisecond an image and a step takes several: one thread keeps a few
        // cores busy.
        int workers = Math.Clamp((options.Threads > 0 ? options.Threads : Environment.ProcessorCount) / 4, 1, 4);
        _loader = new BatchLoader(dataset.Train, _recipe.CreateTrainTransforms(network.Definition), _recipe.BatchSize,
            workers, prefetch: workers, network.AcceptsBytes);
        _evaluation = _recipe.CreateEvaluationTransforms(network.Definition);
        _pending = new PendingSteps(network, TrainingTargets.Of(_recipe, dataset));
        _record = new RunRecord(folder, manifest);
        var warnings = new SymptomWarnings(observer);
        _checkpoints = new RunCheckpoints(folder, _record, network, _steps, observer);
        _divergence = new DivergenceCheck(_record, folder, _checkpoints, dataset.Classes.Count, warnings);
        _dvc = options.Dvc ? new RunDvc(folder, manifest, _steps) : null;
        _curves = new RunCurves(folder, _recipe.Curves, network, _steps, options.TensorBoard, _dvc);
        _limit = new TimeLimit(options.MaxDuration, options.Clock);
        _listeners =
        [
            _divergence,
            _curves,
            .. (IEnumerable<ITrainingListener>)(_dvc is null ? [] : [_dvc]),
            _checkpoints,
            _record,
            new ProgressReport(observer, _steps, _recipe.Epochs, options.Clock),
            new RunDiagnosis(_record, network, dataset.Classes.Count, _steps, warnings),
            _limit,
        ];
    }

    private int Accumulation => _recipe.Optimizer.Accumulation;

    /// <summary>Whether the session has done a step, or recorded how the run ended.</summary>
    public bool HasOutcome => _state is not { Epoch: 0, Step: 0 } || !_record.IsRunning;

    /// <summary>
    /// Trains until the recipe's epochs are done, early stopping ends the run, the time is over, or it is canceled.
    /// </summary>
    public TrainingRun Run(CancellationToken cancellation)
    {
        try
        {
            return Train(cancellation);
        }
        catch (Exception e) when (HasOutcome && _record.IsRunning)
        {
            _record.Fail(e);
            throw;
        }
    }

    private TrainingRun Train(CancellationToken cancellation)
    {
        _state = Restore();
        if (_record.IsDone(_state))
        {
            // All epochs are trained; a process that was killed after the last one has left its checkpoints unfinished.
            _dvc?.Started(_state);
            _checkpoints.Started(_state);
            TrainingRun completed = _record.Complete(_state);
            CompleteDvc(cancellation);
            _checkpoints.Completed(_state);
            return completed;
        }

        _record.Start(_state);
        RunImages.WriteOnce(_folder, _dataset, _hashes);
        foreach (ITrainingListener listener in _listeners)
            listener.Started(_state);
        while (!_record.IsDone(_state))
        {
            if (!TrainEpoch(cancellation) || !Validate(cancellation, out Metrics? validation, out double seconds))
            {
                foreach (ITrainingListener listener in _listeners)
                    listener.Stopped(_state);
                return _record.Write(RunStatus.Stopped, _state,
                    cancellation.IsCancellationRequested ? RunRecord.StoppedByUser : _limit.Reason);
            }

            _state = _state.EndEpoch(EpochResult.Of(_state, validation, seconds, _divergence.Limit));
            foreach (ITrainingListener listener in _listeners)
                listener.EpochCompleted(_state);
        }

        TrainingRun run = _record.Complete(_state);
        CompleteDvc(cancellation);
        foreach (ITrainingListener listener in _listeners)
            listener.Completed(_state);
        return run;
    }

    public void Dispose()
    {
        _curves.Dispose();
        _loader.Dispose();
    }

    private TrainingState Restore()
    {
        if (_record.Manifest.Epochs.Count > 0 || File.Exists(_folder.LastPath))
        {
            TrainingState state = CheckpointFile.Read(_folder.LastPath, _network);
            return state.Step <= _steps
                ? state
                : throw new TrainingException($"The checkpoint '{_folder.LastPath}' is damaged, so the run cannot be "
                    + $"resumed: it has {state.Step} steps of an epoch of {_steps}.");
        }

        InitialWeights.Write(_network, _recipe, _options.Seed, _options.InitialModel, _dataset, _observer);
        return new();
    }

    /// <summary>Trains to the end of the current epoch; false if the session ends before.</summary>
    private bool TrainEpoch(CancellationToken cancellation)
    {
        int epoch = _state.Epoch + 1;
        ImageSample[] order = EpochOrder.Of(_dataset.Train, _recipe.Sampling, _options.Seed, epoch);
        _loader.Start(order, _options.Seed, epoch, _state.Step * Accumulation, _batches,
            _recipe.Sampling == Sampling.Balanced);
        IReadOnlyList<EpochScore> scores = EpochResult.Scores(_state.History);
        while (_state.Step < _steps && !cancellation.IsCancellationRequested && !_limit.IsReached)
        {
            long begun = Stopwatch.GetTimestamp();
            TrainingState next = _state with { Step = _state.Step + 1 };
            StartStep(order.Length, scores, Array.Exists(_listeners, listener => listener.NeedsGradient(next)));
            if (_pending.IsFull || next.Step == _steps
                || Array.Exists(_listeners, listener => listener.NeedsResults(next)))
            {
                AwaitResults();
            }

            _state = _state.AfterStep(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            if (_pending.IsEmpty)
                _state = _listeners.Aggregate(_state, (state, listener) => listener.StepCompleted(state));
        }

        AwaitResults();
        return _state.Step >= _steps;
    }

    /// <summary>Hands the network one optimizer step: a batch, or several whose gradients are accumulated.</summary>
    private void StartStep(int imagesOfEpoch, IReadOnlyList<EpochScore> scores, bool keepsGradient)
    {
        var position = new SchedulePosition(_state.Epoch, _state.Step, _steps, _recipe.Epochs);
        double rate = _recipe.Schedule.LearningRate(_recipe.Optimizer.LearningRate, position, scores);
        int first = _state.Step * Accumulation, end = Math.Min(first + Accumulation, _batches);
        int images = (int)Math.Min((long)end * _recipe.BatchSize, imagesOfEpoch) - first * _recipe.BatchSize;
        for (int i = first; i < end; i++)
        {
            Batch batch = _loader.Next()!;
            if (_pending.IsFull)
                AwaitResults();
            var step = new TrainStep(rate, _options.Seed, position.TotalStep)
            {
                Batch = (long)_state.Epoch * _batches + i,
                Begins = i == first,
                Ends = i == end - 1,
                Share = (double)batch.Count / images,
                KeepsGradient = i == end - 1 && keepsGradient,
            };
            _pending.Begin(batch, step, _state.Step + 1);
            foreach (ITrainingListener listener in _listeners)
                _state = listener.BatchStarted(_state, batch, isLast: i == _batches - 1);
        }
    }

    private void AwaitResults()
    {
        while (!_pending.IsEmpty)
        {
            StepResult result = _pending.End();
            _divergence.ThrowIfNotFinite(_state, result.Loss, result.Number, result.LearningRate);
            _state = _state.After(result);
            foreach (ITrainingListener listener in _listeners)
                listener.BatchCompleted(_state, result);
        }
    }

    /// <summary>Evaluates the validation split; no metrics if it is empty, false if canceled.</summary>
    private bool Validate(CancellationToken cancellation, out Metrics? metrics, out double seconds)
    {
        (Metrics? measured, metrics, seconds) = (null, null, 0);
        if (_dataset.Validation.Count == 0)
            return true;
        long begun = Stopwatch.GetTimestamp();
        try
        {
            AveragedWeights.Use(_network, _recipe, () => measured = Measure(cancellation));
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        metrics = measured!;
        _dvc?.Validated(metrics);
        _divergence.ThrowIfNotFinite(_state, metrics.Loss, _state.Step + 1, _state.Sums.LearningRate);
        return true;
    }

    private Metrics Measure(CancellationToken cancellation)
    {
        int limit = _options.LimitBatches is int batches
            ? (int)Math.Min((long)batches * _recipe.BatchSize, int.MaxValue)
            : int.MaxValue;
        return Evaluator.Measure(_network, _evaluation, _dataset.Validation,
            [.. Enumerable.Range(0, _dataset.Classes.Count)], limit, _options.Threads, null, cancellation);
    }

    /// <summary>
    /// Completes what DVC reads, while the last state is still there to resume from. The confusion matrix is measured
    /// again if an earlier session trained the best epoch and did not write it; afterwards the network may hold the
    /// weights of that epoch.
    /// </summary>
    private void CompleteDvc(CancellationToken cancellation)
    {
        if (_dvc is null)
            return;
        if (_dvc.LacksMatrix(_state))
        {
            try
            {
                if (_state.History[^1].IsBest)
                {
                    AveragedWeights.Use(_network, _recipe, () => _dvc.WriteMatrix(Measure(cancellation)));
                }
                else
                {
                    CheckpointFile.ReadWeights(_folder.BestPath, _network);
                    _dvc.WriteMatrix(Measure(cancellation));
                }
            }
            catch (OperationCanceledException)
            {
                // The run is complete all the same.
            }
        }

        _dvc.WriteFile(_checkpoints.ModelPath(_state));
    }
}
