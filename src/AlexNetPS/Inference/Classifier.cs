using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>
/// Predicts the classes of images with one model or with an ensemble, whose probabilities are averaged. So are those
/// of ten crops, if a recipe has them. Not thread-safe.
/// </summary>
public sealed class Classifier : IDisposable
{
    private readonly Ensemble _ensemble;
    private int _top = 5;

    /// <summary>Creates the network.</summary>
    /// <param name="model">The model; its evaluation transforms are used.</param>
    /// <param name="device">Device of an engine.</param>
    /// <param name="batchSize">Network inputs per pass; an image with ten crops is ten inputs.</param>
    /// <param name="threads">Threads that load and compute; 0 for all processors.</param>
    /// <param name="precision">Numeric precision, if the engine has a choice.</param>
    /// <exception cref="EngineException">Unknown device, or not enough memory.</exception>
    /// <exception cref="TransformException">The recipe's transforms do not fit the network.</exception>
    public Classifier(AlexNetModel model, string device = "cpu", int batchSize = 32,
        int threads = 0, NetworkPrecision precision = default)
        : this([model ?? throw new ArgumentNullException(nameof(model))], device, batchSize, threads, precision)
    {
    }

    /// <summary>Creates the networks of an ensemble, whose probabilities are averaged.</summary>
    /// <param name="models">At least one; all with the same classes. Each has its own evaluation transforms.</param>
    /// <param name="device">Device of an engine.</param>
    /// <param name="batchSize">Network inputs per pass; an image with ten crops is ten inputs.</param>
    /// <param name="threads">Threads that load and compute; 0 for all processors.</param>
    /// <param name="precision">Numeric precision, if the engine has a choice.</param>
    /// <exception cref="ArgumentException">The models have different classes.</exception>
    /// <exception cref="EngineException">Unknown device, or not enough memory.</exception>
    /// <exception cref="TransformException">A recipe's transforms do not fit its network.</exception>
    public Classifier(IReadOnlyList<AlexNetModel> models, string device = "cpu", int batchSize = 32,
        int threads = 0, NetworkPrecision precision = default)
    {
        _ensemble = new(models, device, batchSize, threads, precision);
        Classes = models[0].Classes;
    }

    /// <summary>Class names.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Number of classes in each prediction of <see cref="Add"/>, from 1 to all.</summary>
    public int Top
    {
        get => _top;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _top = value;
        }
    }

    /// <summary>Predicts files. Results are in the order of the paths and are returned batch by batch.</summary>
    /// <param name="paths">Image files.</param>
    /// <param name="top">Number of classes in each prediction.</param>
    /// <param name="onError">Called for each file that cannot be read, which then has no prediction; null throws
    /// its error.</param>
    /// <param name="cancellation">Cancels the prediction.</param>
    public IEnumerable<Prediction> Predict(IEnumerable<string> paths, int top = 5,
        Action<SkippedFile>? onError = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Top = top;
        return _ensemble.Images.Read(paths.Select(ImageSource.File), cancellation)
            .SelectMany(batch => Classify(batch, onError, cancellation));
    }

    /// <summary>Predicts the images of a split; the predictions contain the actual class.</summary>
    /// <param name="split">The images.</param>
    /// <param name="top">Number of classes in each prediction.</param>
    /// <param name="cancellation">Cancels the prediction.</param>
    public IEnumerable<Prediction> Predict(DatasetSplit split, int top = 5, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        Top = top;
        int?[] indices = ClassMapping.Find(Classes, split.Dataset);
        return _ensemble.Images.Read(ImageSource.Of(split), cancellation)
            .SelectMany(batch => Classify(batch, null, cancellation, indices));
    }

    /// <summary>
    /// Adds a file. Returns the predictions of a batch once one is complete, otherwise none; <see cref="Flush"/>
    /// returns the rest.
    /// </summary>
    /// <param name="path">An image file.</param>
    /// <param name="onError">Called for each file that cannot be read; null throws.</param>
    /// <param name="cancellation">Cancels the computation.</param>
    public IReadOnlyList<Prediction> Add(string path,
        Action<SkippedFile>? onError = null, CancellationToken cancellation = default) =>
        _ensemble.Images.Add(ImageSource.File(path)) is ImageBatch full ? Classify(full, onError, cancellation) : [];

    /// <summary>Returns the predictions of the files that were added and not yet predicted.</summary>
    public IEnumerable<Prediction> Flush(Action<SkippedFile>? onError = null,
        CancellationToken cancellation = default) =>
        _ensemble.Images.Flush().SelectMany(batch => Classify(batch, onError, cancellation));

    /// <inheritdoc/>
    public void Dispose() => _ensemble.Dispose();

    private IReadOnlyList<Prediction> Classify(ImageBatch batch, Action<SkippedFile>? onError,
        CancellationToken cancellation, int?[]? labels = null) =>
        [.. _ensemble.Classify(batch, onError, cancellation).Select(scores =>
            ToPrediction(scores.Image, scores.LogProbabilities, labels?[scores.Image.Sample!.LabelIndex]))];

    private Prediction ToPrediction(ImageSource image, double[] logs, int? actual)
    {
        int[] order = new int[logs.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => (logs[b], a).CompareTo((logs[a], b)));
        var top = new ClassProbability[Math.Min(_top, order.Length)];
        for (int i = 0; i < top.Length; i++)
            top[i] = new(i + 1, Classes[order[i]], order[i], (float)Math.Exp(logs[order[i]]));
        return new(image.Path, top, actual is int index ? Classes[index] : image.Sample?.Label, actual);
    }
}
