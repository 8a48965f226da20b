using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference.Activations;

/// <summary>
/// Computes what a layer makes of images. Of several crops the first one is taken: the center, or the first place of
/// the recipe. Not thread-safe.
/// </summary>
public sealed class ActivationMapper : IDisposable
{
    private readonly INetwork _network;
    private readonly InferenceNetwork _inputs;
    private readonly TransformPipeline _transforms;
    private readonly ImageQueue _images;
    private readonly ActivationMethod _method;
    private readonly int _class, _length, _towers;

    /// <summary>Creates the network.</summary>
    /// <param name="model">The model; its evaluation transforms are used, with one crop.</param>
    /// <param name="options">Method, layer and class; null for the defaults.</param>
    /// <param name="device">Device of an engine.</param>
    /// <param name="batchSize">Images per pass.</param>
    /// <param name="threads">Threads that load and compute; 0 for all processors.</param>
    /// <param name="precision">Numeric precision, if the engine has a choice.</param>
    /// <param name="convolution">How the CPU engine computes convolutions.</param>
    /// <exception cref="ArgumentException">The model has no such class or no convolution, or the layer has no planes
    /// for <see cref="ActivationMethod.GradCam"/>.</exception>
    /// <exception cref="NetworkDefinitionException">There is no such layer; the message lists the layers.</exception>
    /// <exception cref="EngineException">Unknown device, or not enough memory.</exception>
    public ActivationMapper(AlexNetModel model, ActivationOptions? options = null, string device = "cpu",
        int batchSize = 32, int threads = 0, NetworkPrecision precision = default,
        ConvolutionAlgorithm convolution = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        options ??= new();
        Model = model;
        _method = options.Method;
        Layer = options.Layer is null ? LastConvolution(model) : model.Definition.Layer(options.Layer);
        if (_method == ActivationMethod.GradCam && Layer.OutputShape is { Height: 1, Width: 1 })
        {
            throw new ArgumentException($"Layer '{Layer.Name}' has single values instead of maps, so Grad-CAM has no "
                + $"places to show. Take a layer before it: {LastConvolution(model).Name}.", nameof(options));
        }

        _class = options.Class is null ? -1 : IndexOf(options.Class, model);
        _length = checked((int)Layer.OutputShape.Count);
        _towers = TowersOf(model.Definition, Layer);
        _transforms = model.WithCrops(EvaluationCrops.Center).Recipe.CreateEvaluationTransforms(model.Definition);
        _network = model.CreateNetwork(device, batchSize, threads, precision, convolution);
        _inputs = new InferenceNetwork(_network, _transforms, model.Recipe.Preparation);
        _images = new ImageQueue([_inputs], threads);
    }

    /// <summary>The model.</summary>
    public AlexNetModel Model { get; }

    /// <summary>The layer.</summary>
    public NetworkLayer Layer { get; }

    /// <summary>Computes the maps of files. Results are in the order of the paths, batch by batch.</summary>
    /// <param name="paths">Image files.</param>
    /// <param name="onError">Called for each file that cannot be read, which then has no map; null throws its
    /// error.</param>
    /// <param name="cancellation">Cancels the computation.</param>
    public IEnumerable<ActivationMap> Map(IEnumerable<string> paths, Action<SkippedFile>? onError = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return _images.Read(paths.Select(ImageSource.File), cancellation)
            .SelectMany(batch => Compute(batch, onError, cancellation));
    }

    /// <summary>Computes the maps of the images of a split.</summary>
    /// <param name="split">The images.</param>
    /// <param name="cancellation">Cancels the computation.</param>
    public IEnumerable<ActivationMap> Map(DatasetSplit split, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        return _images.Read(ImageSource.Of(split), cancellation).SelectMany(batch => Compute(batch, null, cancellation));
    }

    /// <summary>
    /// Adds a file. Returns the maps of a batch once one is complete, otherwise none; <see cref="Flush"/> returns the
    /// rest.
    /// </summary>
    public IReadOnlyList<ActivationMap> Add(string path, Action<SkippedFile>? onError = null,
        CancellationToken cancellation = default) =>
        _images.Add(ImageSource.File(path)) is ImageBatch full ? Compute(full, onError, cancellation) : [];

    /// <summary>Returns the maps of the files that were added and not yet computed.</summary>
    public IEnumerable<ActivationMap> Flush(Action<SkippedFile>? onError = null,
        CancellationToken cancellation = default) =>
        _images.Flush().SelectMany(batch => Compute(batch, onError, cancellation));

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        _network.Dispose();
    }

    private static NetworkLayer LastConvolution(AlexNetModel model) =>
        model.Definition.ResolvedLayers.LastOrDefault(layer => layer.Definition is ConvolutionDefinition)
            ?? throw new ArgumentException(
                $"The network {model.Definition.Name} has no convolution; name a layer.", nameof(model));

    private static int IndexOf(string name, AlexNetModel model)
    {
        for (int i = 0; i < model.Classes.Count; i++)
        {
            if (model.Classes[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        throw new ArgumentException($"{model.Name} has no class '{name}'.{NearestName.Hint(name, model.Classes)}",
            nameof(name));
    }

    /// <summary>
    /// The groups of the last convolution up to the layer, or of the next one, whichever are more: the first layer of
    /// the paper reads all colors, and its halves are read by one tower each.
    /// </summary>
    internal static int TowersOf(NetworkDefinition network, NetworkLayer layer)
    {
        int before = Groups(network.Layers.Take(layer.Index + 1).Reverse()), after =
            Groups(network.Layers.Skip(layer.Index + 1).TakeWhile(next => next is not LinearDefinition));
        int towers = Math.Max(before, after);
        return layer.OutputShape is { Height: 1, Width: 1 } || layer.OutputShape.Channels % towers != 0 ? 1 : towers;

        static int Groups(IEnumerable<LayerDefinition> layers) =>
            layers.OfType<ConvolutionDefinition>().FirstOrDefault()?.Groups ?? 1;
    }

    private IReadOnlyList<ActivationMap> Compute(ImageBatch batch, Action<SkippedFile>? onError,
        CancellationToken cancellation)
    {
        using (batch)
        {
            batch.Wait(onError, cancellation);
            int count = batch.Images.Count, classes = Model.Classes.Count;
            if (count == 0)
                return [];
            float[] logits = new float[count * classes], values = new float[count * _length];
            if (_method == ActivationMethod.Activations)
            {
                _network.Forward(batch.Inputs(0), logits);
                _network.Activations(batch.Inputs(0), Layer.Name, values);
                return [.. Enumerable.Range(0, count).Select(i =>
                    Result(batch.Images[i], logits.AsSpan(i * classes, classes), values.AsMemory(i * _length, _length)))];
            }

            float[] gradients = new float[values.Length];
            int[] wanted = new int[count];
            Array.Fill(wanted, _class);
            _network.LogitGradients(batch.Inputs(0), Layer.Name, wanted, logits, values, gradients);
            int plane = Layer.OutputShape.Height * Layer.OutputShape.Width;
            return [.. Enumerable.Range(0, count).Select(i =>
                Result(batch.Images[i], logits.AsSpan(i * classes, classes), GradCam.Weigh(
                    values.AsSpan(i * _length, _length), gradients.AsSpan(i * _length, _length), plane)))];
        }
    }

    private ActivationMap Result(ImageSource image, ReadOnlySpan<float> logits, ReadOnlyMemory<float> values)
    {
        double[] logs = Softmax.Log(logits);
        int predicted = NetworkCall.ClassOf(-1, logits), shown = _class < 0 ? predicted : _class;
        return new ActivationMap(image.Path, () => ShownImage.Read(image, _inputs.Preparation, _transforms))
        {
            Model = Model.Name,
            Method = _method,
            Layer = Layer.Name,
            Class = Model.Classes[shown],
            Probability = (float)Math.Exp(logs[shown]),
            PredictedClass = Model.Classes[predicted],
            PredictedProbability = (float)Math.Exp(logs[predicted]),
            ActualLabel = image.Sample?.Label,
            Channels = values.Length / (Layer.OutputShape.Height * Layer.OutputShape.Width),
            Rows = Layer.OutputShape.Height,
            Columns = Layer.OutputShape.Width,
            Towers = _towers,
            Values = values,
        };
    }
}
