using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Settings;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training.RangeTest;

/// <summary>
/// Runs a learning rate range test (Smith 2017, as in fastai): trains a few steps with a rate that grows by a constant
/// factor and records the loss. Nothing is written; the weights are discarded.
/// </summary>
public static class LearningRateFinder
{
    private const double Smoothing = 0.95, RunAway = 4;
    private const int FewestSteps = 10;

    /// <summary>Runs the test.</summary>
    /// <param name="dataset">Dataset with the training images.</param>
    /// <param name="options">Recipe, range, steps.</param>
    /// <param name="progress">Called after each step, on this thread.</param>
    /// <param name="cancellation">Cancels the test.</param>
    /// <param name="observer">Receives notes and warnings about the initial weights; null for none.</param>
    /// <exception cref="TrainingException">Recipe and dataset do not match, or an option is not valid.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static LearningRateCurve Find(
        ImageNetDataset dataset, LearningRateSearch options,
            IProgress<LearningRatePoint>? progress = null, CancellationToken cancellation = default,
            ITrainingObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.Minimum > 0 && options.Minimum < options.Maximum))
        {
            throw new TrainingException(
                $"The rates must rise from above 0; {options.Minimum} to {options.Maximum} does not.");
        }

        if (options.Steps < FewestSteps)
            throw new TrainingException($"{options.Steps} steps are too few for a curve; take at least {FewestSteps}.");
        Recipe recipe = Trainer.Prepare(dataset, options.Recipe);
        NetworkDefinition definition = recipe.BuildNetwork(dataset.Classes.Count);
        RunFacts facts = RunFacts.Of(recipe, dataset, limitBatches: null);
        foreach (string warning in UnusedSettings.Warnings(facts, options.Given, onlyGiven: true))
            observer?.OnWarning(warning);
        if (options.InitialModel is not null)
            InitialWeights.Check(options.InitialModel, definition, dataset, recipe);
        using INetwork network = EngineCatalog.ForDevice(options.Device).Create(definition, new()
        {
            Device = options.Device,
            MaximumBatchSize = recipe.BatchSize,
            // The test is about the learning rate: one batch is one step, and no average is needed.
            Optimizer = recipe.Optimizer with { Accumulation = 1, AverageDecay = null },
            Precision = options.Precision,
            Convolution = options.Convolution,
            Threads = options.Threads,
        });
        InitialWeights.Write(network, recipe, options.Seed, options.InitialModel, dataset, observer);
        using var loader = new BatchLoader(dataset.Train, recipe.CreateTrainTransforms(definition), recipe.BatchSize,
            acceptsBytes: network.AcceptsBytes);
        return new(recipe.Name, dataset.Name, Climb(dataset, options, recipe, network, loader, progress, cancellation));
    }

    private static List<LearningRatePoint> Climb(
        ImageNetDataset dataset, LearningRateSearch options, Recipe recipe, INetwork network, BatchLoader loader,
        IProgress<LearningRatePoint>? progress, CancellationToken cancellation)
    {
        var targets = TrainingTargets.Of(recipe, dataset);
        float[] logits = new float[recipe.BatchSize * dataset.Classes.Count];
        var points = new List<LearningRatePoint>(options.Steps);
        double average = 0;
        int epoch = 0;
        while (points.Count < options.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            if (epoch == 0 || loader.Next(cancellation) is not Batch batch)
            {
                loader.Start(EpochOrder.Of(dataset.Train, recipe.Sampling, options.Seed, ++epoch), options.Seed, epoch,
                    repeats: recipe.Sampling == Sampling.Balanced);
                batch = loader.Next(cancellation)!;
            }

            int step = points.Count;
            double rate = options.Minimum * Math.Pow(options.Maximum / options.Minimum, step / (options.Steps - 1.0));
            double loss = network.TrainStep(batch.Images, targets.For(batch), new(rate, options.Seed, step),
                logits.AsSpan(0, batch.Count * dataset.Classes.Count));
            if (!double.IsFinite(loss))
                break;
            average = Smoothing * average + (1 - Smoothing) * loss;
            points.Add(new(step + 1, rate, loss, average / (1 - Math.Pow(Smoothing, step + 1))));
            progress?.Report(points[^1]);
            if (points.Count > FewestSteps
                && points[^1].SmoothedLoss > RunAway * points.Min(point => point.SmoothedLoss))
            {
                break;
            }
        }

        return points;
    }
}
