using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks.Initialization;
using AlexNetPS.Randomness;
using AlexNetPS.Training.Schedules;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>The training loop of one process; a resumed run has several sessions.</summary>
internal sealed class TrainingSession : IDisposable
{
    /// <summary>In epochs that last longer, a checkpoint is also written this often.</summary>
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromMinutes(30);

    private readonly ImageNetDataset _dataset;
    private readonly TrainingOptions _options;
    private readonly RunFolder _folder;
    private readonly INetwork _network;
    private readonly ITrainingObserver? _observer;
    private readonly Recipe _recipe;
    private readonly int _classes, _steps, _workers;
    private readonly BatchLoader _loader;
    private readonly TransformPipeline _evaluation;
    private readonly float[] _targets, _logits;
    private readonly FlatLossWatch _flatLoss;
    private readonly RunProgress _progress;
    private readonly Stopwatch _clock = new(), _sinceCheckpoint = new();

    private RunManifest _manifest;
    private TrainingState _state = new();

    public TrainingSession(ImageNetDataset dataset, TrainingOptions options, RunManifest manifest, RunFolder folder, INetwork network, ITrainingObserver? observer)
    {
        (_dataset, _options, _manifest, _folder, _network, _observer) = (dataset, options, manifest, folder, network, observer);
        _recipe = manifest.Recipe;
        _classes = dataset.Classes.Count;
        int batches = (dataset.Train.Count + _recipe.BatchSize - 1) / _recipe.BatchSize;
        _steps = Math.Min(batches, options.LimitBatches ?? batches);

        // Transforming takes a fraction of a millisecond an image and a step takes several: one thread keeps a few cores busy.
        _workers = Math.Clamp((options.Threads > 0 ? options.Threads : Environment.ProcessorCount) / 4, 1, 4);
        _loader = new BatchLoader(dataset.Train, _recipe.CreateTrainTransforms(network.Definition), _recipe.BatchSize, _workers, prefetch: _workers);
        _evaluation = _recipe.CreateEvaluationTransforms(network.Definition);
        _targets = new float[_recipe.BatchSize * _classes];
        _logits = new float[_recipe.BatchSize * _classes];
        _flatLoss = new FlatLossWatch(_classes);
        _progress = new RunProgress(_steps, _recipe.Epochs);
    }

    public TrainingRun Run(CancellationToken cancellation)
    {
        Restore();
        if (_state.Epoch >= _recipe.Epochs) return Finish(RunStatus.Completed, null);

        // Says at once whether the folder can be written, and shows other processes that the run is on.
        Finish(RunStatus.Running, null);
        _clock.Start();
        _sinceCheckpoint.Start();
        while (_state.Epoch < _recipe.Epochs)
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

        return Finish(RunStatus.Completed, null);
    }

    public void Dispose() => _loader.Dispose();

    private void Restore()
    {
        if (_manifest.Epochs.Count > 0 || File.Exists(_folder.LastPath)) _state = CheckpointFile.Read(_folder.LastPath, _network);
        else NetworkInitializer.Initialize(_network, _recipe.Initialization, _options.Seed);
    }

    /// <summary>Trains to the end of the current epoch; false when cancelled before.</summary>
    private bool TrainEpoch(CancellationToken cancellation)
    {
        int epoch = _state.Epoch + 1;
        ImageSample[] order = [.. _dataset.Train.Samples];
        new RandomStream(_options.Seed, RandomPurpose.Shuffle, (uint)epoch).Shuffle<ImageSample>(order);
        _loader.Start(order, _options.Seed, epoch, _state.Step, _steps);
        while (!cancellation.IsCancellationRequested)
        {
            long begun = Stopwatch.GetTimestamp();
            if (_loader.Next() is not Batch batch) return true;
            Step(batch);
            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            EpochSums sums = _state.Sums with { Seconds = _state.Sums.Seconds + seconds };
            _state = _state with { Step = _state.Step + 1, Sums = sums };
            _progress.AddStep(seconds);
            _observer?.OnStep(new(epoch, _recipe.Epochs, _state.Step, _steps, sums.Loss / sums.Images, (double)sums.Correct / sums.Images,
                sums.Images / sums.Seconds, _progress.Remaining(_state.Epoch, _state.Step)));
            if (_sinceCheckpoint.Elapsed > CheckpointInterval) SaveLast();
        }

        return _state.Step >= _steps;
    }

    private void Step(Batch batch)
    {
        var position = new SchedulePosition(_state.Epoch, _state.Step, _steps, _recipe.Epochs);
        double rate = _recipe.Schedule.LearningRate(_recipe.Optimizer.LearningRate, position, _state.History);
        Span<float> targets = _targets.AsSpan(0, batch.Count * _classes), logits = _logits.AsSpan(0, batch.Count * _classes);
        batch.WriteTargets(targets, _classes);

        float loss = _network.TrainStep(batch.Images, targets, new TrainStep(rate, _options.Seed, position.TotalStep), logits);
        if (!float.IsFinite(loss)) throw Diverged(loss, rate);

        int correct = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            // Of a mixed picture the class of the larger share is the right one, as torchvision counts.
            if (Metrics.ArgMax(logits.Slice(i * _classes, _classes)) == Metrics.ArgMax(targets.Slice(i * _classes, _classes))) correct++;
        }

        _state = _state with { Sums = _state.Sums.Add(loss, correct, batch.Count, rate) };
        if (_flatLoss.Add(loss)) _observer?.OnWarning(FlatLossWatch.Message(_recipe, _classes));
    }

    /// <summary>Judges the epoch; false when cancelled on the way. No validation split, no metrics.</summary>
    private bool Validate(CancellationToken cancellation, out Metrics? metrics)
    {
        metrics = null;
        if (_dataset.Validation.Count == 0) return true;
        long begun = Stopwatch.GetTimestamp();
        int limit = _options.LimitBatches is int batches ? (int)Math.Min((long)batches * _recipe.BatchSize, int.MaxValue) : int.MaxValue;
        try
        {
            metrics = Evaluator.Measure(_network, _evaluation, _dataset.Validation, [.. Enumerable.Range(0, _classes)], limit, _options.Threads, null, cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        _progress.Validation = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return double.IsFinite(metrics.Loss) ? true : throw Diverged(metrics.Loss, _state.Sums.LearningRate);
    }

    private void EndEpoch(Metrics? validation)
    {
        EpochSums sums = _state.Sums;
        var result = new EpochResult
        {
            Epoch = _state.Epoch + 1,
            TrainLoss = sums.Loss / sums.Images,
            TrainTop1 = (double)sums.Correct / sums.Images,
            ValidationLoss = validation?.Loss,
            ValidationTop1 = validation?.Top1,
            ValidationTop5 = validation?.Top5,
            LearningRate = sums.LearningRate,
            Seconds = sums.Seconds + (validation is null ? 0 : _progress.Validation),
            ImagesPerSecond = sums.Images / sums.Seconds,
        };
        result = result with { IsBest = IsBetter(result, _state.History.LastOrDefault(epoch => epoch.IsBest)) };
        IEnumerable<EpochResult> earlier = result.IsBest ? _state.History.Select(epoch => epoch with { IsBest = false }) : _state.History;
        _state = new() { Epoch = result.Epoch, History = [.. earlier, result] };

        if (result.IsBest)
            _folder.Guard(() => SafetensorsFile.Write(_folder.BestPath, Describe().ToMetadata(), _network.Parameters, _network.Read));
        SaveLast();
        Finish(_state.Epoch < _recipe.Epochs ? RunStatus.Running : RunStatus.Completed, null);
        _observer?.OnEpoch(result);
    }

    /// <summary>By validation top-1, then by lower validation loss; without validation the later epoch is the better one.</summary>
    private static bool IsBetter(EpochResult epoch, EpochResult? best) =>
        best?.ValidationTop1 is not double top1 || epoch.ValidationTop1 > top1 || (epoch.ValidationTop1 == top1 && epoch.ValidationLoss < best.ValidationLoss);

    private void SaveLast()
    {
        _folder.Guard(() => CheckpointFile.Write(_folder.LastPath, _network, Describe(), _options.Seed, _state));
        _sinceCheckpoint.Restart();
    }

    private ModelDescription Describe()
    {
        EpochResult? last = _state.Step == 0 ? _state.History.LastOrDefault() : null;
        return new()
        {
            Name = _manifest.Name,
            Definition = _network.Definition,
            Classes = _manifest.Dataset.Classes,
            Recipe = _recipe,
            Training = new()
            {
                Dataset = _dataset.Name,
                Epochs = _state.Epoch,
                Seed = _options.Seed,
                ValidationLoss = last?.ValidationLoss,
                ValidationTop1 = last?.ValidationTop1,
                ValidationTop5 = last?.ValidationTop5,
                Created = DateTimeOffset.Now,
            },
        };
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

    private TrainingException Diverged(double loss, double rate)
    {
        string kept = _state.Epoch > 0
            ? $"The checkpoint of epoch {_state.Epoch} is kept in '{_folder.Path}'."
            : "No epoch was finished, so there is no checkpoint.";
        string message = string.Create(CultureInfo.InvariantCulture,
            $"The loss became {(double.IsNaN(loss) ? "NaN (not a number)" : "infinite")} in epoch {_state.Epoch + 1}, step {_state.Step + 1}, at learning rate {rate:g3}. Begin a new run with a lower optimizer.learningRate in recipe '{_recipe.Name}' (-LearningRate {rate / 10:g3}), or with schedule.warmUpEpochs set to 1. {kept}");
        Finish(RunStatus.Stopped, message);
        return new TrainingException(message);
    }
}
