using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;

namespace AlexNetPS.Inference;

/// <summary>Class probabilities of an image.</summary>
/// <param name="Image">The image.</param>
/// <param name="Model">Index of the model; 0 for the average of all.</param>
/// <param name="LogProbabilities">Logarithms of the mean over crops, and over models if they are averaged, in the order
/// of the model's classes.</param>
internal readonly record struct ClassScores(ImageSource Image, int Model, double[] LogProbabilities);

/// <summary>
/// One or several models that see the same images, each decoded once: averaged, as the paper did with five and seven
/// networks, or each for itself. Each model has its own transforms. Not thread-safe.
/// </summary>
internal sealed class ModelSet : IDisposable
{
    private readonly List<INetwork> _networks = [];
    private readonly InferenceNetwork[] _inputs;
    private readonly int[][] _orders;
    private readonly bool _average;

    /// <param name="models">At least one; to be averaged, all with the same classes, in any order.</param>
    /// <param name="average">Whether the probabilities of the models are averaged.</param>
    /// <param name="device">Device of an engine.</param>
    /// <param name="batchSize">Network inputs per pass.</param>
    /// <param name="threads">Threads that load and compute; 0 for all processors.</param>
    /// <param name="precision">Numeric precision.</param>
    /// <param name="convolution">How the CPU engine computes convolutions.</param>
    /// <exception cref="ArgumentException">The models have different classes.</exception>
    public ModelSet(IReadOnlyList<AlexNetModel> models, bool average, string device, int batchSize, int threads,
        NetworkPrecision precision = default, ConvolutionAlgorithm convolution = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfLessThan(models.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _average = average;
        _orders = [.. models.Select(model => Order(average ? models[0] : model, model))];
        try
        {
            foreach (AlexNetModel model in models)
                _networks.Add(model.CreateNetwork(device, batchSize, threads, precision, convolution));
            _inputs = [.. models.Zip(_networks, (model, network) => new InferenceNetwork(network,
                model.Recipe.CreateEvaluationTransforms(model.Definition), model.Recipe.Preparation))];
            Images = new ImageQueue(_inputs, threads);
        }
        catch
        {
            DisposeNetworks();
            throw;
        }
    }

    /// <summary>Reads the images and returns batches for <see cref="Classify"/>.</summary>
    public ImageQueue Images { get; } = null!;

    /// <summary>
    /// Computes the probabilities of a batch, in its order, and disposes it: one result for each image, or one for each
    /// image and model.
    /// </summary>
    /// <param name="batch">A batch of <see cref="Images"/>.</param>
    /// <param name="onError">Called once for each image that cannot be read; null throws its error.</param>
    /// <param name="cancellation">Cancels the computation.</param>
    public IReadOnlyList<ClassScores> Classify(ImageBatch batch, Action<SkippedFile>? onError,
        CancellationToken cancellation)
    {
        using (batch)
        {
            batch.Wait(onError, cancellation);
            double[][][] scores = [.. _inputs.Select((_, model) => Scores(model, batch, cancellation))];
            return _average
                ? [.. batch.Images.Select((image, i) =>
                    new ClassScores(image, 0, Softmax.LogMean([.. scores.Select(model => model[i])])))]
                : [.. batch.Images.SelectMany((image, i) =>
                    scores.Select((model, index) => new ClassScores(image, index, model[i])))];
        }
    }

    public void Dispose()
    {
        Images.Dispose();
        DisposeNetworks();
    }

    // Log-probabilities of each image by one model.
    private double[][] Scores(int model, ImageBatch batch, CancellationToken cancellation)
    {
        int[] order = _orders[model];
        ReadOnlyMemory<float>[] logits = _inputs[model].Run(batch.Inputs(model), batch.Images.Count, order.Length,
            _networks[model].Forward, cancellation);
        return [.. logits.Select(views =>
        {
            double[] logs = ViewAverage.LogProbabilities(views.Span, order.Length);
            return Array.ConvertAll(order, index => logs[index]);
        })];
    }

    private void DisposeNetworks()
    {
        foreach (INetwork network in _networks)
            network.Dispose();
    }

    private static int[] Order(AlexNetModel first, AlexNetModel model)
    {
        var places = model.Classes.Select((name, index) => (name, index))
            .ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        string? missing = first.Classes.FirstOrDefault(name => !places.ContainsKey(name));
        if (missing is not null || first.Classes.Count != model.Classes.Count)
        {
            throw new ArgumentException($"The models {first.Name} ({first.Classes.Count} classes) and {model.Name} "
                + $"({model.Classes.Count} classes) cannot be averaged: "
                + (missing is null ? "the second knows more classes." : $"the second does not know '{missing}'."));
        }

        return [.. first.Classes.Select(name => places[name])];
    }
}
