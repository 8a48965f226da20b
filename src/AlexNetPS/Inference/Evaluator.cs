using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>Judges models.</summary>
public static class Evaluator
{
    /// <summary>Runs a split through a model. Classes are matched by name.</summary>
    /// <param name="model">The model; its evaluation transforms are used.</param>
    /// <param name="split">The images.</param>
    /// <param name="options">Device, batch size and threads; null for the defaults.</param>
    /// <param name="progress">Told after every batch, on the calling thread.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <exception cref="ArgumentException">The split is empty, or has a class that the model does not know.</exception>
    public static Evaluation Evaluate(AlexNetModel model, DatasetSplit split, EvaluationOptions? options =
        null, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(split);
        options ??= new();
        IReadOnlyList<int> labels = ClassMapping.Of(model, split.Dataset);
        if (split.Count == 0)
        {
            throw new ArgumentException($"The {split.Name} split of {split.Dataset.Name} has no images.",
                nameof(split));
        }

        TransformPipeline transforms = model.Recipe.CreateEvaluationTransforms(model.Definition);
        using INetwork network =
            model.CreateNetwork(options.Device, options.BatchSize, options.Threads, options.Precision);
        var clock = Stopwatch.StartNew();
        Metrics metrics =
            Measure(network, transforms, split, labels, split.Count, options.Threads, progress, cancellation);
        return new([model], split, metrics, clock.Elapsed, options);
    }

    /// <summary>
    /// Runs a split through several models and judges the average of their probabilities. Classes are matched by name.
    /// </summary>
    /// <param name="models">At least one; all with the same classes. Each has its own evaluation transforms.</param>
    /// <param name="split">The images.</param>
    /// <param name="options">Device, batch size and threads; null for the defaults.</param>
    /// <param name="progress">Told after every batch, on the calling thread.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <exception cref="ArgumentException">The split is empty, has a class that the models do not know, or the models
    /// know different classes.</exception>
    public static Evaluation Evaluate(IReadOnlyList<AlexNetModel> models, DatasetSplit split,
        EvaluationOptions? options = null, IProgress<EvaluationProgress>? progress =
            null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(split);
        if (models.Count == 1)
            return Evaluate(models[0], split, options, progress, cancellation);
        options ??= new();
        using var average =
            new ModelAverage(models, options.Device, options.BatchSize, options.Threads, options.Precision);
        IReadOnlyList<int> labels = ClassMapping.Of(models[0], split.Dataset);
        if (split.Count == 0)
        {
            throw new ArgumentException($"The {split.Name} split of {split.Dataset.Name} has no images.",
                nameof(split));
        }

        var metrics = new Metrics(models[0].Classes.Count);
        var clock = Stopwatch.StartNew();
        foreach (ClassVote vote in average.Run(ImageSource.Of(split), null, cancellation))
        {
            metrics.AddLogProbabilities(vote.LogProbabilities, labels[vote.Image.Sample!.Label]);
            if (metrics.Count % options.BatchSize == 0 || metrics.Count == split.Count)
            {
                progress?.Report(new(metrics.Count, split.Count, metrics.Top1,
                    metrics.Count / Math.Max(clock.Elapsed.TotalSeconds, 1e-9)));
            }
        }

        return new(models, split, metrics, clock.Elapsed, options);
    }

    /// <summary>
    /// Runs a split through a network; also the validation of a training run. The softmax outputs of an image's views
    /// are averaged.
    /// </summary>
    /// <param name="network">Takes the images.</param>
    /// <param name="transforms">Images to inputs.</param>
    /// <param name="split">The images.</param>
    /// <param name="labels">The dataset's labels to those of the network.</param>
    /// <param name="limit">Images after which to end.</param>
    /// <param name="threads">Threads that load; 0 for all processors.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Ends the pass.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    internal static Metrics Measure(INetwork network, TransformPipeline transforms, DatasetSplit split,
        IReadOnlyList<int> labels, int limit, int threads, IProgress<EvaluationProgress>? progress,
        CancellationToken cancellation)
    {
        int classes = network.Definition.Classes;
        var metrics = new Metrics(classes);
        using var runner =
            new ImageRunner<int>(new ImageLoader(transforms), network, classes, network.Forward, Judge, threads);
        var clock = Stopwatch.StartNew();
        foreach (int done in runner.Run(ImageSource.Of(split).Take(limit), null, cancellation))
        {
            // The results of a batch come together; its last one stands for them.
            if (done == metrics.Count)
            {
                progress?.Report(new(done, Math.Min(limit, split.Count), metrics.Top1,
                    done / Math.Max(clock.Elapsed.TotalSeconds, 1e-9)));
            }
        }

        return metrics;

        int Judge(ImageSource image, ReadOnlySpan<float> logits)
        {
            int label = labels[image.Sample!.Label];
            if (logits.Length == classes)
                metrics.AddLogits(logits, label);
            else
                metrics.AddLogProbabilities(ViewAverage.LogProbabilities(logits, classes), label);
            return metrics.Count;
        }
    }
}
