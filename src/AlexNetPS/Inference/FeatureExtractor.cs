using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>
/// Computes the values of a layer for images. If the model's recipe has ten crops, their values are averaged. Not
/// thread-safe.
/// </summary>
public sealed class FeatureExtractor : IDisposable
{
    private readonly INetwork _network;
    private readonly InferenceNetwork _inputs;
    private readonly ImageQueue _images;

    /// <summary>Creates the network.</summary>
    /// <param name="model">The model; its evaluation transforms are used.</param>
    /// <param name="layer">A layer, ignoring case: fc6, fc7, ...</param>
    /// <param name="device">Device of an engine.</param>
    /// <param name="batchSize">Network inputs per pass.</param>
    /// <param name="threads">Threads that load and compute; 0 for all processors.</param>
    /// <param name="precision">Numeric precision, if the engine has a choice.</param>
    /// <param name="convolution">How the CPU engine computes convolutions.</param>
    /// <exception cref="NetworkDefinitionException">There is no such layer; the message lists the layers.</exception>
    /// <exception cref="EngineException">Unknown device, or not enough memory.</exception>
    public FeatureExtractor(AlexNetModel model, string layer, string device = "cpu", int batchSize = 32,
        int threads = 0, NetworkPrecision precision = default,
        ConvolutionAlgorithm convolution = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Model = model;
        Layer = model.Definition.Layer(layer);
        Length = checked((int)Layer.OutputShape.Count);
        Origin = FeatureOrigin.Of(model, Layer.Name);
        TransformPipeline transforms = model.Recipe.CreateEvaluationTransforms(model.Definition);
        _network = model.CreateNetwork(device, batchSize, threads, precision, convolution);
        _inputs = new InferenceNetwork(_network, transforms, model.Recipe.Preparation);
        _images = new ImageQueue([_inputs], threads);
    }

    /// <summary>The model.</summary>
    public AlexNetModel Model { get; }

    /// <summary>The layer.</summary>
    public NetworkLayer Layer { get; }

    /// <summary>Number of values per image.</summary>
    public int Length { get; }

    internal FeatureOrigin Origin { get; }

    /// <summary>Embeds files. Results are in the order of the paths and are returned batch by batch.</summary>
    /// <param name="paths">Image files.</param>
    /// <param name="onError">Called for each file that cannot be read, which then has no embedding; null throws its
    /// error.</param>
    /// <param name="cancellation">Cancels the extraction.</param>
    public IEnumerable<FeatureEmbedding> Extract(IEnumerable<string> paths,
        Action<SkippedFile>? onError = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return _images.Read(paths.Select(ImageSource.File), cancellation)
            .SelectMany(batch => Embed(batch, onError, cancellation));
    }

    /// <summary>Embeds the images of a split.</summary>
    /// <param name="split">The images.</param>
    /// <param name="cancellation">Cancels the extraction.</param>
    public IEnumerable<FeatureEmbedding> Extract(DatasetSplit split, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        return _images.Read(ImageSource.Of(split), cancellation).SelectMany(batch => Embed(batch, null, cancellation));
    }

    /// <summary>
    /// Adds a file. Returns the embeddings of a batch once one is complete, otherwise none; <see cref="Flush"/>
    /// returns the rest.
    /// </summary>
    public IReadOnlyList<FeatureEmbedding> Add(string path,
        Action<SkippedFile>? onError = null, CancellationToken cancellation = default) =>
        _images.Add(ImageSource.File(path)) is ImageBatch full ? Embed(full, onError, cancellation) : [];

    /// <summary>Returns the embeddings of the files that were added and not yet embedded.</summary>
    public IEnumerable<FeatureEmbedding> Flush(Action<SkippedFile>? onError = null,
        CancellationToken cancellation = default) =>
        _images.Flush().SelectMany(batch => Embed(batch, onError, cancellation));

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        _network.Dispose();
    }

    private List<FeatureEmbedding> Embed(ImageBatch batch, Action<SkippedFile>? onError, CancellationToken cancellation)
    {
        using (batch)
        {
            batch.Wait(onError, cancellation);
            ReadOnlyMemory<float>[] values = _inputs.Run(batch.Inputs(0), batch.Images.Count, Length,
                (inputs, outputs) => _network.Activations(inputs, Layer.Name, outputs), cancellation);
            return [.. batch.Images.Zip(values, (image, views) => new FeatureEmbedding(image.Path,
                image.Sample?.Label, Layer.Name, ViewAverage.Values(views.Span, Length)) { Origin = Origin })];
        }
    }
}
