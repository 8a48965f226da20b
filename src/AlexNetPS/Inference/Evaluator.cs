using System.Diagnostics;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>Evaluates models on the images of a dataset.</summary>
public static class Evaluator
{
    /// <summary>Evaluates a model on a split. Classes are matched by name.</summary>
    /// <param name="model">The model; its evaluation transforms are used.</param>
    /// <param name="split">The images.</param>
    /// <param name="options">Device, batch size and threads; null for the defaults.</param>
    /// <param name="progress">Called after every batch, on the calling thread.</param>
    /// <param name="cancellation">Cancels the evaluation.</param>
    /// <exception cref="ArgumentException">The split is empty, or has a class that the model does not have.</exception>
    public static Evaluation Evaluate(AlexNetModel model, DatasetSplit split,
        EvaluationOptions? options = null, IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellation = default)
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
            model.CreateNetwork(options.Device, options.BatchSize, options.Threads, options.Precision,
                options.Convolution);
        var clock = Stopwatch.StartNew();
        Metrics metrics = WithOutcomes(model, split);
        Measure(metrics, network, transforms, split, labels, Range.All, options.Threads, progress, cancellation);
        return new([model], split, metrics, clock.Elapsed, options, cancellation);
    }

    /// <summary>
    /// Evaluates an ensemble on a split: probabilities are averaged. Classes are matched by name.
    /// </summary>
    /// <param name="models">At least one; all with the same classes. Each has its own evaluation transforms.</param>
    /// <param name="split">The images.</param>
    /// <param name="options">Device, batch size and threads; null for the defaults.</param>
    /// <param name="progress">Called after every batch, on the calling thread.</param>
    /// <param name="cancellation">Cancels the evaluation.</param>
    /// <exception cref="ArgumentException">The split is empty, has a class that the models do not have, or the models
    /// have different classes.</exception>
    public static Evaluation Evaluate(IReadOnlyList<AlexNetModel> models, DatasetSplit split,
        EvaluationOptions? options = null,
            IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(split);
        if (models.Count == 1)
            return Evaluate(models[0], split, options, progress, cancellation);
        options ??= new();
        using var ensemble =
            new ModelSet(models, true, options.Device, options.BatchSize, options.Threads, options.Precision,
                options.Convolution);
        IReadOnlyList<int> labels = ClassMapping.Of(models[0], split.Dataset);
        if (split.Count == 0)
        {
            throw new ArgumentException($"The {split.Name} split of {split.Dataset.Name} has no images.",
                nameof(split));
        }

        Metrics metrics = WithOutcomes(models[0], split);
        var clock = Stopwatch.StartNew();
        foreach (ClassScores scores in ensemble.Images.Read(ImageSource.Of(split), cancellation)
            .SelectMany(batch => ensemble.Classify(batch, null, cancellation)))
        {
            metrics.AddLogProbabilities(scores.LogProbabilities, labels[scores.Image.Sample!.LabelIndex]);
            if (metrics.Count % options.BatchSize == 0 || metrics.Count == split.Count)
            {
                progress?.Report(new(metrics.Count, split.Count, metrics.Top1,
                    metrics.Count / Math.Max(clock.Elapsed.TotalSeconds, 1e-9)));
            }
        }

        return new(models, split, metrics, clock.Elapsed, options, cancellation);
    }

    /// <summary>
    /// Evaluates a network on a split; also the validation of a training run. The softmax outputs of an image's crops
    /// are averaged.
    /// </summary>
    /// <param name="metrics">Receives the images.</param>
    /// <param name="network">The network.</param>
    /// <param name="transforms">Transforms from images to inputs.</param>
    /// <param name="split">The images.</param>
    /// <param name="labels">Index in the network of every class of the dataset.</param>
    /// <param name="images">Positions of the images in the split.</param>
    /// <param name="threads">Loading threads; 0 for all processors.</param>
    /// <param name="progress">Called after every batch.</param>
    /// <param name="cancellation">Cancels the evaluation.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    internal static void Measure(Metrics metrics, INetwork network, TransformPipeline transforms, DatasetSplit split,
        IReadOnlyList<int> labels, Range images, int threads, IProgress<EvaluationProgress>? progress,
        CancellationToken cancellation)
    {
        int classes = network.Definition.Classes;
        var inputs = new InferenceNetwork(network, transforms);
        using var queue = new ImageQueue([inputs], threads);
        (int first, int count) = images.GetOffsetAndLength(split.Count);
        var clock = Stopwatch.StartNew();
        foreach (ImageBatch batch in queue.Read(ImageSource.Of(split).Skip(first).Take(count), cancellation))
        {
            Add(batch);
            progress?.Report(new(metrics.Count, count, metrics.Top1,
                metrics.Count / Math.Max(clock.Elapsed.TotalSeconds, 1e-9)));
        }

        void Add(ImageBatch batch)
        {
            using (batch)
            {
                batch.Wait(null, cancellation);
                ReadOnlyMemory<float>[] outputs =
                    inputs.Run(batch.Inputs(0), batch.Images.Count, classes, network.Forward, cancellation);
                foreach ((ImageSource image, ReadOnlyMemory<float> logits) in batch.Images.Zip(outputs))
                {
                    int label = labels[image.Sample!.LabelIndex];
                    if (logits.Length == classes)
                        metrics.AddLogits(logits.Span, label);
                    else
                        metrics.AddLogProbabilities(ViewAverage.LogProbabilities(logits.Span, classes), label);
                }
            }
        }
    }

    private static Metrics WithOutcomes(AlexNetModel model, DatasetSplit split) =>
        new(model.Classes.Count) { Outcomes = new(split.Count) };
}
