using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training.Distributed;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>
/// The steps and validations of a run, the same on every rank. What is written, shown and decided is up to listeners,
/// which rank 0 has.
/// </summary>
internal sealed class TrainingLoop : IDisposable
{
    private readonly ImageNetDataset _dataset;
    private readonly TrainingOptions _options;
    private readonly INetwork _network;
    private readonly RunRanks _ranks;
    private readonly Recipe _recipe;
    private readonly int _batches, _parts;
    private readonly BatchLoader _loader;
    private readonly TransformPipeline _evaluation;
    private readonly PendingSteps _pending;
    private readonly IReadOnlyList<ITrainingListener> _listeners;

    /// <param name="dataset">The dataset.</param>
    /// <param name="options">Seed and threads.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="network">The network.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="listeners">Are called in this order.</param>
    public TrainingLoop(ImageNetDataset dataset, TrainingOptions options, Recipe recipe, INetwork network,
        RunRanks ranks, IReadOnlyList<ITrainingListener> listeners)
    {
        (_dataset, _options, _recipe, _network, _ranks, _listeners) =
            (dataset, options, recipe, network, ranks, listeners);
        _batches = Batches(dataset, options, recipe);
        Steps = StepsOf(dataset, options, recipe);
        BatchPart part = ranks.Part;
        int last = Math.Min(dataset.Train.Count - (_batches - 1) * recipe.BatchSize, recipe.BatchSize);
        _parts = (_batches - 1) * part.Count + part.Filled(recipe.BatchSize, last);

        // Transforming takes a fraction of a millisecond an image and a step takes several: one thread keeps a few
        // cores busy.
        int workers = Math.Clamp((options.Threads > 0 ? options.Threads : Environment.ProcessorCount) / 4, 1, 4);
        _loader = new BatchLoader(dataset.Train.Dataset.Pixels, recipe.CreateTrainTransforms(network.Definition),
            recipe.BatchSize, workers, prefetch: workers, network.AcceptsBytes, part);
        _evaluation = recipe.CreateEvaluationTransforms(network.Definition);
        _pending = new PendingSteps(network, TrainingTargets.Of(recipe, dataset));
    }

    /// <summary>Optimizer steps of an epoch.</summary>
    public int Steps { get; }

    /// <summary>Where the run is.</summary>
    public TrainingState State { get; private set; } = new();

    private int Accumulation => _recipe.Optimizer.Accumulation;

    /// <summary>Returns the optimizer steps of an epoch.</summary>
    public static int StepsOf(ImageNetDataset dataset, TrainingOptions options, Recipe recipe) =>
        (Batches(dataset, options, recipe) + recipe.Optimizer.Accumulation - 1) / recipe.Optimizer.Accumulation;

    /// <summary>Gives all ranks the weights and the state with which rank 0 starts.</summary>
    /// <param name="restore">Writes the weights; null on the others.</param>
    public void Restore(Func<TrainingState>? restore)
    {
        TrainingState? state = null;
        _ranks.Agree(() => state = restore?.Invoke());
        State = _ranks.OfFirst(() => state!);
        _ranks.ShareTensors(_network);
    }

    /// <summary>Trains epoch by epoch.</summary>
    /// <param name="isDone">Whether the run is done; asked before each epoch, on rank 0.</param>
    /// <param name="lossLimit">Loss above which an epoch has diverged; asked on rank 0.</param>
    /// <param name="stops">Whether the training has to stop; asked before each step. One rank that says so stops
    /// all.</param>
    /// <param name="cancellation">Cancels a validation.</param>
    /// <returns>Whether the run is done; false if it was stopped.</returns>
    public bool Run(Func<bool> isDone, Func<double> lossLimit, Func<bool> stops, CancellationToken cancellation)
    {
        foreach (ITrainingListener listener in _listeners)
            listener.Started(State);
        while (!_ranks.OfFirst(isDone))
        {
            if (!TrainEpoch(stops) || !Validate(cancellation, out Metrics? validation, out double seconds))
            {
                foreach (ITrainingListener listener in _listeners)
                    listener.Stopped(State);
                return false;
            }

            State = State.EndEpoch(
                _ranks.OfFirst(() => EpochResult.Of(State, validation, seconds, lossLimit())));
            foreach (ITrainingListener listener in _listeners)
                listener.EpochCompleted(State);
        }

        return true;
    }

    /// <summary>Measures images of the validation split, on this rank alone.</summary>
    public void Measure(Metrics metrics, Range images, CancellationToken cancellation) =>
        Evaluator.Measure(metrics, _network, _evaluation, _dataset.Validation,
            [.. Enumerable.Range(0, _dataset.Classes.Count)], images, _options.Threads, null, cancellation);

    /// <summary>Number of validation images that the run measures.</summary>
    public int ValidationImages => _options.LimitBatches is int batches
        ? (int)Math.Min((long)batches * _recipe.BatchSize, _dataset.Validation.Count)
        : _dataset.Validation.Count;

    public void Dispose() => _loader.Dispose();

    private static int Batches(ImageNetDataset dataset, TrainingOptions options, Recipe recipe)
    {
        int batches = (dataset.Train.Count + recipe.BatchSize - 1) / recipe.BatchSize;
        return Math.Min(batches, options.LimitBatches ?? batches);
    }

    /// <summary>Trains to the end of the current epoch; false if the training stops before.</summary>
    private bool TrainEpoch(Func<bool> stops)
    {
        int epoch = State.Epoch + 1;
        ImageSample[] order = EpochOrder.Of(_dataset.Train, _recipe.Sampling, _options.Seed, epoch);
        _loader.Start(order, _options.Seed, epoch, State.Step * Accumulation, _batches,
            _recipe.Sampling == Sampling.Balanced);
        IReadOnlyList<EpochScore> scores = EpochResult.Scores(State.History);
        while (State.Step < Steps && !_ranks.Any(stops()))
        {
            long begun = Stopwatch.GetTimestamp();
            TrainingState next = State with { Step = State.Step + 1 };
            StartStep(order.Length, scores, _listeners.Any(listener => listener.NeedsGradient(next)));
            if (_pending.IsFull || next.Step == Steps
                || _ranks.Any(_listeners.Any(listener => listener.NeedsResults(next))))
            {
                AwaitResults();
            }

            State = State.AfterStep(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            if (_pending.IsEmpty)
                State = _listeners.Aggregate(State, (state, listener) => listener.StepCompleted(state));
        }

        AwaitResults();
        return State.Step >= Steps;
    }

    /// <summary>Hands the network one optimizer step: a batch, or several whose gradients are accumulated.</summary>
    private void StartStep(int imagesOfEpoch, IReadOnlyList<EpochScore> scores, bool keepsGradient)
    {
        var position = new SchedulePosition(State.Epoch, State.Step, Steps, _recipe.Epochs);
        double rate = _recipe.Schedule.LearningRate(_recipe.Optimizer.LearningRate, position, scores);
        int first = State.Step * Accumulation, end = Math.Min(first + Accumulation, _batches);
        int images = (int)Math.Min((long)end * _recipe.BatchSize, imagesOfEpoch) - first * _recipe.BatchSize;
        for (int i = first; i < end; i++)
        {
            Batch batch = _loader.Next()!;
            if (_pending.IsFull)
                AwaitResults();
            var step = new TrainStep(rate, _options.Seed, position.TotalStep)
            {
                Batch = (long)State.Epoch * _parts + batch.Number,
                Begins = i == first,
                Ends = i == end - 1,
                Share = (double)batch.Count / images,
                KeepsGradient = i == end - 1 && keepsGradient,
            };
            _pending.Begin(batch, step, State.Step + 1);
            foreach (ITrainingListener listener in _listeners)
                State = listener.BatchStarted(State, batch, isLast: i == _batches - 1);
        }
    }

    private void AwaitResults()
    {
        while (!_pending.IsEmpty)
        {
            foreach (StepResult result in _ranks.Results(_pending.End()))
            {
                CheckLoss(result.Loss, result.Number, result.LearningRate);
                State = State.After(result);
                foreach (ITrainingListener listener in _listeners)
                    listener.BatchCompleted(State, result);
            }
        }
    }

    private void CheckLoss(double loss, int step, double rate)
    {
        foreach (ITrainingListener listener in _listeners)
            listener.CheckLoss(State, loss, step, rate);
    }

    /// <summary>Measures the validation split; no metrics if it is empty, false if canceled.</summary>
    private bool Validate(CancellationToken cancellation, out Metrics? metrics, out double seconds)
    {
        (metrics, seconds) = (null, 0);
        if (_dataset.Validation.Count == 0)
            return true;
        long begun = Stopwatch.GetTimestamp();
        int images = ValidationImages, first = _ranks.Part.First(images);
        var own = new Metrics(_network.Definition.Classes) { Ranked = _ranks.Count > 1 ? [] : null };
        bool canceled = false;
        try
        {
            AveragedWeights.Use(_network, _recipe,
                () => Measure(own, first..(first + _ranks.Part.Size(images, images)), cancellation));
        }
        catch (OperationCanceledException)
        {
            canceled = true;
        }

        if (_ranks.Any(canceled))
            return false;
        metrics = _ranks.Merge(own, images);
        seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        foreach (ITrainingListener listener in _listeners)
            listener.Validated(metrics);
        CheckLoss(metrics.Loss, State.Step + 1, State.Sums.LearningRate);
        return true;
    }
}
