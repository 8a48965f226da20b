using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Curves;
using AlexNetPS.Training.Distributed;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Dvc;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training;

/// <summary>
/// One training of a run, in the process that writes its folder; a resumed run has several sessions.
/// </summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly ImageNetDataset _dataset;
    private readonly ContentHash[]? _hashes;
    private readonly TrainingOptions _options;
    private readonly RunFolder _folder;
    private readonly INetwork _network;
    private readonly RunRanks _ranks;
    private readonly ITrainingObserver? _observer;
    private readonly Recipe _recipe;
    private readonly RunRecord _record;
    private readonly DivergenceCheck _divergence;
    private readonly RunDvc? _dvc;
    private readonly RunCurves _curves;
    private readonly RunCheckpoints _checkpoints;
    private readonly TimeLimit _limit;
    private readonly ITrainingListener[] _listeners;
    private readonly TrainingLoop _loop;

    public TrainingSession(ImageNetDataset dataset, ContentHash[]? hashes, TrainingOptions options,
        RunManifest manifest, RunFolder folder, INetwork network, RunRanks ranks, ITrainingObserver? observer)
    {
        (_dataset, _hashes, _options, _folder, _network, _ranks, _observer) =
            (dataset, hashes, options, folder, network, ranks, observer);
        _recipe = manifest.Recipe;
        int steps = TrainingLoop.StepsOf(dataset, options, _recipe);
        _record = new RunRecord(folder, manifest);
        var warnings = new SymptomWarnings(observer);
        _checkpoints = new RunCheckpoints(folder, _record, network, steps, observer);
        _divergence = new DivergenceCheck(_record, folder, _checkpoints, dataset.Classes.Count, warnings);
        _dvc = options.Dvc ? new RunDvc(folder, manifest, steps) : null;
        _curves = new RunCurves(folder, _recipe.Curves, network, steps, options.TensorBoard, _dvc);
        _limit = new TimeLimit(options.MaxDuration, options.Clock);
        _listeners =
        [
            _divergence,
            _curves,
            .. (IEnumerable<ITrainingListener>)(_dvc is null ? [] : [_dvc]),
            _checkpoints,
            _record,
            new ProgressReport(observer, steps, _recipe.Epochs, options.Clock),
            new RunDiagnosis(_record, network, dataset.Classes.Count, steps, warnings),
            _limit,
        ];
        _loop = new TrainingLoop(dataset, options, _recipe, network, ranks, _listeners);
    }

    /// <summary>Whether the session has done a step, or recorded how the run ended.</summary>
    public bool HasOutcome => _loop.State is not { Epoch: 0, Step: 0 } || !_record.IsRunning;

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
        _loop.Restore(Restore);
        if (_ranks.OfFirst(() => _record.IsDone(_loop.State)))
        {
            // All epochs are trained; a process that was killed after the last one has left its checkpoints unfinished.
            _dvc?.Started(_loop.State);
            _checkpoints.Started(_loop.State);
            TrainingRun completed = _record.Complete(_loop.State);
            CompleteDvc(cancellation);
            _checkpoints.Completed(_loop.State);
            return completed;
        }

        _record.Start(_loop.State);
        RunImages.WriteOnce(_folder, _dataset, _hashes);
        if (!_loop.Run(() => _record.IsDone(_loop.State), () => _divergence.Limit,
            () => cancellation.IsCancellationRequested || _limit.IsReached, cancellation))
        {
            return _record.Write(RunStatus.Stopped, _loop.State,
                _limit.IsReached && !cancellation.IsCancellationRequested ? _limit.Reason : RunRecord.Canceled(_options));
        }

        TrainingRun run = _record.Complete(_loop.State);
        CompleteDvc(cancellation);
        foreach (ITrainingListener listener in _listeners)
            listener.Completed(_loop.State);
        return run;
    }

    public void Dispose()
    {
        _curves.Dispose();
        _loop.Dispose();
    }

    private TrainingState Restore()
    {
        if (_record.Manifest.Epochs.Count > 0 || File.Exists(_folder.LastPath))
        {
            TrainingState state = CheckpointFile.Read(_folder.LastPath, _network);
            return state.Step <= _loop.Steps
                ? state
                : throw new TrainingException($"The checkpoint '{_folder.LastPath}' is damaged, so the run cannot be "
                    + $"resumed: it has {state.Step} steps of an epoch of {_loop.Steps}.");
        }

        InitialWeights.Write(_network, _recipe, _options.Seed, _options.InitialModel, _dataset, _observer);
        return new();
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
        if (_dvc.LacksMatrix(_loop.State))
        {
            try
            {
                var metrics = new Metrics(_network.Definition.Classes);
                if (_loop.State.History[^1].IsBest)
                {
                    AveragedWeights.Use(_network, _recipe, () => Measure(metrics, cancellation));
                }
                else
                {
                    CheckpointFile.ReadWeights(_folder.BestPath, _network);
                    Measure(metrics, cancellation);
                }

                _dvc.WriteMatrix(metrics);
            }
            catch (OperationCanceledException)
            {
                // The run is complete all the same.
            }
        }

        _dvc.WriteFile(_checkpoints.ModelPath(_loop.State));
    }

    private void Measure(Metrics metrics, CancellationToken cancellation) =>
        _loop.Measure(metrics, .._loop.ValidationImages, cancellation);
}
