using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>
/// Predicts the classes of images by one model, by each of several, or by an ensemble, whose probabilities are
/// averaged. So are those of ten crops, if a recipe has them. Not thread-safe.
/// </summary>
public sealed class Classifier : IDisposable
{
    private readonly IReadOnlyList<AlexNetModel> _models;
    private readonly ModelSet _set;
    private readonly bool _average;
    private int _top = 5;

    /// <summary>Creates the network.</summary>
    /// <param name="model">The model; its evaluation transforms are used.</param>
    /// <param name="device">Device of an engine.</param>
    /// <param name="batchSize">Network inputs per pass; an image with ten crops is ten inputs.</param>
    /// <param name="threads">Threads that load and compute; 0 for all processors.</param>
    /// <param name="precision">Numeric precision, if the engine has a choice.</param>
    /// <param name="convolution">How the CPU engine computes convolutions.</param>
    /// <exception cref="EngineException">Unknown device, or not enough memory.</exception>
    /// <exception cref="TransformException">The recipe's transforms do not fit the network.</exception>
    public Classifier(AlexNetModel model, string device = "cpu", int batchSize = 32,
        int threads = 0, NetworkPrecision precision = default,
        ConvolutionAlgorithm convolution = default)
        : this([model ?? throw new ArgumentNullException(nameof(model))], true, device, batchSize, threads, precision,
            convolution)
    {
    }

    /// <summary>Creates the networks of several models.</summary>
    /// <param name="models">At least one. Each has its own evaluation transforms.</param>
    /// <param name="average">Whether their probabilities are averaged, which needs the same classes (an ensemble).
    /// Otherwise each image has a prediction by each model.</param>
    /// <param name="device">Device of an engine.</param>
    /// <param name="batchSize">Network inputs per pass; an image with ten crops is ten inputs.</param>
    /// <param name="threads">Threads that load and compute; 0 for all processors.</param>
    /// <param name="precision">Numeric precision, if the engine has a choice.</param>
    /// <param name="convolution">How the CPU engine computes convolutions.</param>
    /// <exception cref="ArgumentException">Models of an ensemble have different classes.</exception>
    /// <exception cref="EngineException">Unknown device, or not enough memory.</exception>
    /// <exception cref="TransformException">A recipe's transforms do not fit its network.</exception>
    public Classifier(IReadOnlyList<AlexNetModel> models, bool average, string device = "cpu", int batchSize = 32,
        int threads = 0, NetworkPrecision precision = default,
        ConvolutionAlgorithm convolution = default)
    {
        _set = new(models, average, device, batchSize, threads, precision, convolution);
        _models = models;
        _average = average && models.Count > 1;
        Classes = models[0].Classes;
    }

    /// <summary>Class names of the first model.</summary>
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
        return _set.Images.Read(paths.Select(ImageSource.File), cancellation)
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
        int?[][] indices = [.. _models.Select(model => ClassMapping.Find(model.Classes, split.Dataset))];
        return _set.Images.Read(ImageSource.Of(split), cancellation)
            .SelectMany(batch => Classify(batch, null, cancellation, indices, split.Fold?.Number));
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
        _set.Images.Add(ImageSource.File(path)) is ImageBatch full ? Classify(full, onError, cancellation) : [];

    /// <summary>Returns the predictions of the files that were added and not yet predicted.</summary>
    public IEnumerable<Prediction> Flush(Action<SkippedFile>? onError = null,
        CancellationToken cancellation = default) =>
        _set.Images.Flush().SelectMany(batch => Classify(batch, onError, cancellation));

    /// <inheritdoc/>
    public void Dispose() => _set.Dispose();

    private IReadOnlyList<Prediction> Classify(ImageBatch batch, Action<SkippedFile>? onError,
        CancellationToken cancellation, int?[][]? labels = null, int? fold = null) =>
        [.. _set.Classify(batch, onError, cancellation).Select(scores =>
            ToPrediction(scores, labels?[scores.Model][scores.Image.Sample!.LabelIndex], fold))];

    private Prediction ToPrediction(in ClassScores scores, int? actual, int? fold)
    {
        double[] logs = scores.LogProbabilities;
        IReadOnlyList<string> classes = _models[scores.Model].Classes;
        int[] order = new int[logs.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => (logs[b], a).CompareTo((logs[a], b)));
        var top = new ClassProbability[Math.Min(_top, order.Length)];
        for (int i = 0; i < top.Length; i++)
            top[i] = new(i + 1, classes[order[i]], order[i], (float)Math.Exp(logs[order[i]]));
        return new(scores.Image.Path, top, actual is int index ? classes[index] : scores.Image.Sample?.Label, actual)
        {
            Fold = fold,
            Loss = actual is int at ? 0 - logs[at] : null,
            Uncertainty = Uncertainty.Of(logs),
            Model = _average ? PredictionList.NameOf(_models) : _models[scores.Model].Name,
            ModelPath = _average ? null : _models[scores.Model].Path,
        };
    }
}
