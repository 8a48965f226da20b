using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Files;
using AlexNetPS.Inference;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training.Curves;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>The training loop of one process; a resumed run has several sessions.</summary>
internal sealed class TrainingSession : IDisposable
{
    /// <summary>In epochs that last longer, a checkpoint is also written this often.</summary>
    private static readonly TimeSpan _checkpointInterval = TimeSpan.FromMinutes(30);

    /// <summary>How long the results of steps may be waited for, so that the user sees how it goes.</summary>
    private static readonly TimeSpan _reportInterval = TimeSpan.FromMilliseconds(250);

    private readonly ImageNetDataset _dataset;
    private readonly ContentHash[]? _hashes;
    private readonly TrainingOptions _options;
    private readonly RunFolder _folder;
    private readonly INetwork _network;
    private readonly ITrainingObserver? _observer;
    private readonly Recipe _recipe;
    private readonly int _classes, _batches, _steps, _workers;
    private readonly BatchLoader _loader;
    private readonly TransformPipeline _evaluation;
    private readonly PendingSteps _pending;
    private readonly FlatLossWatch _flatLoss;
    private readonly DivergenceDetector _divergence;
    private readonly HashSet<TrainingSymptom> _symptoms = [];
    private readonly RunCheckpoints _checkpoints;
    private readonly RunCurves _curves;
    private readonly RunProgress _progress;
    private readonly Stopwatch _clock = new(), _sinceCheckpoint = new();

    private RunManifest _manifest;
    private TrainingState _state = new();
    private EpochSums _lastStep;
    private long _reported;

    public TrainingSession(ImageNetDataset dataset, ContentHash[]? hashes, TrainingOptions options,
        RunManifest manifest, RunFolder folder, INetwork network, ITrainingObserver? observer)
    {
        (_dataset, _hashes, _options, _manifest, _folder, _network, _observer) =
            (dataset, hashes, options, manifest, folder, network, observer);
        _recipe = manifest.Recipe;
        _classes = dataset.Classes.Count;
        int batches = (dataset.Train.Count + _recipe.BatchSize - 1) / _recipe.BatchSize;
        _batches = Math.Min(batches, options.LimitBatches ?? batches);
        _steps = (_batches + Accumulation - 1) / Accumulation;

        // Transforming takes a fraction of a millisecond an image and a step takes several: one thread keeps a few
        // cores busy.
        _workers = Math.Clamp((options.Threads > 0 ? options.Threads : Environment.ProcessorCount) / 4, 1, 4);
        _loader = new BatchLoader(dataset.Train, _recipe.CreateTrainTransforms(network.Definition), _recipe.BatchSize,
            _workers, prefetch: _workers, network.AcceptsBytes);
        _evaluation = _recipe.CreateEvaluationTransforms(network.Definition);
        _pending = new PendingSteps(network, TrainingTargets.Of(_recipe, dataset));
        _flatLoss = new FlatLossWatch(_classes);
        _divergence = new DivergenceDetector(_classes, manifest.FirstLoss);
        _checkpoints = new RunCheckpoints(folder, manifest, network);
        _curves = new RunCurves(folder, _recipe.Curves, network, _steps, options.TensorBoard);
        _progress = new RunProgress(_steps, _recipe.Epochs);
    }

    private int Accumulation => _recipe.Optimizer.Accumulation;

    /// <summary>Why the run ends before its last epoch, if it does.</summary>
    private string? EndsEarly => _state.Step == 0
        ? _recipe.EarlyStopping?.Reason(EpochResult.Scores(_state.History))
        : null;

    public TrainingRun Run(CancellationToken cancellation)
    {
        Restore();
        foreach (TrainingFinding finding in Findings())
            _symptoms.Add(finding.Symptom);
        if (_state.Epoch >= _recipe.Epochs || EndsEarly is not null)
            return Finish(RunStatus.Completed, EndsEarly);

        // A divergence after the checkpoint that the run resumes from has not happened yet.
        if (_manifest.Divergence?.Epoch > _state.Epoch)
            _manifest = _manifest with { Divergence = null };

        // Says at once whether the folder can be written, and shows other processes that the run is on.
        Finish(RunStatus.Running, null);
        if (_hashes is not null && !File.Exists(_folder.DataPath))
        {
            _folder.Guard(() =>
                FileReplacement.WriteText(_folder.DataPath, writer => RunImages.Write(writer, _dataset, _hashes)));
        }

        _curves.Begin(_state);
        _clock.Start();
        _sinceCheckpoint.Start();
        _reported = _options.Clock.GetTimestamp();
        while (_state.Epoch < _recipe.Epochs && EndsEarly is null)
        {
            Metrics? validation = null;
            bool done = TrainEpoch(cancellation) && Validate(cancellation, out validation);
            if (!done)
            {
                SaveLast();
                return Finish(RunStatus.Stopped, "Stopped by the user.");
            }

            EndEpoch(validation);
        }

        return Finish(RunStatus.Completed, EndsEarly);
    }

    public void Dispose()
    {
        _curves.Dispose();
        _loader.Dispose();
    }

    private void Restore()
    {
        if (_manifest.Epochs.Count > 0 || File.Exists(_folder.LastPath))
            _state = CheckpointFile.Read(_folder.LastPath, _network);
        else
            InitialWeights.Write(_network, _recipe, _options.Seed, _options.InitialModel, _dataset, _observer);
    }

    /// <summary>Trains to the end of the current epoch; false when canceled before.</summary>
    private bool TrainEpoch(CancellationToken cancellation)
    {
        int epoch = _state.Epoch + 1;
        ImageSample[] order = EpochOrder.Of(_dataset.Train, _recipe.Sampling, _options.Seed, epoch);
        _loader.Start(order, _options.Seed, epoch, _state.Step * Accumulation, _batches,
            _recipe.Sampling == Sampling.Balanced);
        while (_state.Step < _steps && !cancellation.IsCancellationRequested)
        {
            long begun = Stopwatch.GetTimestamp();
            Step(order.Length);
            bool due = _checkpoints.IsDue(ScheduleUnit.Steps, (long)_state.Epoch * _steps + _state.Step + 1)
                || _curves.IsDue(_state.Epoch, _state.Step + 1);
            if (due || _pending.IsFull || _state.Step == _steps - 1
                || _options.Clock.GetElapsedTime(_reported) > _reportInterval)
            {
                EndSteps();
            }

            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            EpochSums sums = _state.Sums with { Seconds = _state.Sums.Seconds + seconds };
            _state = _curves.AfterStep(_state with { Step = _state.Step + 1, Sums = sums }, _lastStep);
            _progress.AddStep(seconds);
            if (!_pending.IsEmpty)
                continue;

            _reported = _options.Clock.GetTimestamp();
            _observer?.OnStep(new(epoch, _recipe.Epochs, _state.Step, _steps, sums.Loss / sums.Images,
                (double)sums.Correct / sums.Images,
                sums.Images / sums.Seconds, _progress.Remaining(_state.Epoch, _state.Step)));
            _checkpoints.After(ScheduleUnit.Steps, (long)_state.Epoch * _steps + _state.Step, _state);
            if (_sinceCheckpoint.Elapsed > _checkpointInterval)
                SaveLast();
        }

        EndSteps();
        return _state.Step >= _steps;
    }

    /// <summary>One update of the weights, from one batch or from the few whose gradients are accumulated.</summary>
    private void Step(int imagesOfEpoch)
    {
        var position = new SchedulePosition(_state.Epoch, _state.Step, _steps, _recipe.Epochs);
        double rate =
            _recipe.Schedule.LearningRate(_recipe.Optimizer.LearningRate, position, EpochResult.Scores(_state.History));
        int first = _state.Step * Accumulation, end = Math.Min(first + Accumulation, _batches);
        int images = (int)Math.Min((long)end * _recipe.BatchSize, imagesOfEpoch) - first * _recipe.BatchSize;
        for (int i = first; i < end; i++)
        {
            Batch batch = _loader.Next()!;
            if (_pending.IsFull)
                EndSteps();
            var step = new TrainStep(rate, _options.Seed, position.TotalStep)
            {
                Batch = (long)_state.Epoch * _batches + i,
                Begins = i == first,
                Ends = i == end - 1,
                Share = (double)batch.Count / images,
                KeepsGradient = i == end - 1 && _curves.WeightsAreDue(_state.Epoch, _state.Step + 1),
            };
            _pending.Begin(batch, step, _state.Step + 1);
            if (i == _batches - 1 && DeadUnitCheck.IsDue(_state.Epoch + 1))
                _state = _state with { Dead = DeadUnitCheck.Measure(_network, batch.Images) };
        }
    }

    /// <summary>Waits for the results of all steps that have begun.</summary>
    private void EndSteps()
    {
        while (!_pending.IsEmpty)
            Judge(_pending.End());
    }

    private void Judge(in StepResult step)
    {
        if (!float.IsFinite(step.Loss))
            throw Diverged(step.Loss, step.Number, step.LearningRate);
        _state = _state with { Sums = _state.Sums.Add(step.Loss, step.Correct, step.Images, step.LearningRate) };
        _lastStep = (step.Begins ? default : _lastStep).Add(step.Loss, step.Correct, step.Images, step.LearningRate);
        if (_flatLoss.Add(step.Loss))
            Warn(Symptoms.FlatLoss(_recipe, _classes, _state.Epoch + 1));
        double? mean = _divergence.Add(step.Loss);
        if (_manifest.FirstLoss is null)
            _manifest = _manifest with { FirstLoss = _divergence.First };
        if (mean is not null && _manifest.Divergence is null)
        {
            _manifest = _manifest with {
                Divergence = Symptoms.DivergingLoss(_recipe, _classes, _state.Epoch + 1, _divergence.First!.Value,
                    mean.Value, step.LearningRate) };
            Warn(_manifest.Divergence);
        }
    }

    /// <summary>Judges the epoch; false when canceled on the way. No validation split, no metrics.</summary>
    private bool Validate(CancellationToken cancellation, out Metrics? metrics)
    {
        Metrics? measured = metrics = null;
        if (_dataset.Validation.Count == 0)
            return true;
        long begun = Stopwatch.GetTimestamp();
        int limit = _options.LimitBatches is int batches
            ? (int)Math.Min((long)batches * _recipe.BatchSize, int.MaxValue)
            : int.MaxValue;
        try
        {
            WithAverages(() => measured = Evaluator.Measure(_network, _evaluation, _dataset.Validation,
                [.. Enumerable.Range(0, _classes)], limit, _options.Threads, null, cancellation));
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        _progress.Validation = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        metrics = measured!;
        return double.IsFinite(metrics.Loss)
            ? true
            : throw Diverged(metrics.Loss, _state.Step + 1, _state.Sums.LearningRate);
    }

    private void EndEpoch(Metrics? validation)
    {
        double limit = LossLimit.Of(_classes, _manifest.FirstLoss);
        EpochResult result = EpochResult.Of(_state, validation, validation is null ? 0 : _progress.Validation, limit);
        IEnumerable<EpochResult> earlier = result.IsBest
            ? _state.History.Select(epoch => epoch with { IsBest = false })
            : _state.History;
        _state = new() { Epoch = result.Epoch, History = [.. earlier, result] };
        _curves.AfterEpoch(_state);

        if (result.IsBest)
            WithAverages(() => _checkpoints.WriteBest(_state));
        SaveLast();
        _checkpoints.After(ScheduleUnit.Epochs, _state.Epoch, _state);
        Finish(_state.Epoch < _recipe.Epochs && EndsEarly is null ? RunStatus.Running : RunStatus.Completed, EndsEarly);
        _observer?.OnEpoch(result);
        foreach (TrainingFinding finding in Findings())
            Warn(finding);
    }

    private IEnumerable<TrainingFinding> Findings() =>
        Symptoms.Of(_recipe, _classes, _steps, _state.History, _manifest.FirstLoss);

    /// <summary>Warns once of each symptom.</summary>
    private void Warn(TrainingFinding finding)
    {
        if (_symptoms.Add(finding.Symptom))
            _observer?.OnWarning(finding.ToString());
    }

    /// <summary>Judges and keeps the moving average of the weights, where there is one.</summary>
    private void WithAverages(Action action)
    {
        bool averages = _recipe.Optimizer.AverageDecay is not null;
        if (averages)
            _network.Averaged = true;
        try
        {
            action();
        }
        finally
        {
            if (averages)
                _network.Averaged = false;
        }
    }

    private void SaveLast()
    {
        _checkpoints.WriteLast(_state);
        _sinceCheckpoint.Restart();
    }

    private TrainingRun Finish(RunStatus status, string? reason)
    {
        RunManifest manifest = _manifest with
        {
            Status = status,
            StopReason = reason,
            Epochs = _state.History,
            Seconds = _manifest.Seconds + _clock.Elapsed.TotalSeconds,
        };
        _folder.Write(manifest);
        return new(_folder, manifest);
    }

    private TrainingException Diverged(double loss, int step, double rate)
    {
        TrainingFinding finding = Symptoms.Divergence(_recipe, _state.Epoch + 1, step, loss, rate);
        string kept = _state.Epoch > 0
            ? $"The checkpoint of epoch {_state.Epoch} is kept in '{_folder.Path}'."
            : _checkpoints.Newest is string newest
                ? $"The newest checkpoint is '{newest}'."
                : "No checkpoint was written before.";
        string message = $"{finding} {kept}";
        _manifest = _manifest with { Divergence = finding };
        Finish(RunStatus.Stopped, message);
        return new TrainingException(message);
    }
}
