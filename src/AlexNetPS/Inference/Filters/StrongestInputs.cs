using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference.Filters;

/// <summary>
/// Finds the images of a split that excite each filter of a convolution most, and the part that does: what a filter
/// of a later layer looks for. An image counts once for each filter.
/// </summary>
public static class StrongestInputs
{
    // Values of a layer that are in memory.
    private const long MaxValues = 1 << 24;
    private const int MaxBatch = 32;

    /// <summary>Finds the images.</summary>
    /// <param name="model">The model; its evaluation transforms are used.</param>
    /// <param name="layer">A convolution, ignoring case; null for the first one.</param>
    /// <param name="split">The images.</param>
    /// <param name="options">How many; null for the defaults.</param>
    /// <param name="progress">Receives the number of images that were looked at.</param>
    /// <param name="cancellation">Cancels the search.</param>
    /// <returns>For each filter its images, the strongest first; fewer if fewer excite it at all.</returns>
    /// <exception cref="ArgumentException">The layer is not a convolution, or the network's input is no
    /// image.</exception>
    /// <exception cref="NetworkDefinitionException">There is no such layer; the message lists the layers.</exception>
    public static IReadOnlyList<IReadOnlyList<StrongestInput>> Find(AlexNetModel model, string? layer,
        DatasetSplit split, StrongestOptions? options = null, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(split);
        options ??= new();
        options.Check();
        NetworkLayer drawn = FilterLayer.Of(model.Definition, layer).Layer;
        if (model.Definition.Input.Channels is not (1 or 3))
        {
            throw new ArgumentException($"{model.Name} reads {model.Definition.Input.Channels} channels, which are no "
                + "image.", nameof(model));
        }

        Ranking[] ranks = [.. Enumerable.Range(0, drawn.OutputShape.Channels).Select(_ => new Ranking(options.Count))];
        Rank(model, drawn, split, options, ranks, progress, cancellation);
        var patches = new Patches(model, drawn, split.Dataset.Pixels);
        return patches.Cut([.. ranks.Select(rank => rank.Found)], cancellation)
            .Select(inputs => (IReadOnlyList<StrongestInput>)inputs.ToReadable()).ToReadable();
    }

    private static void Rank(AlexNetModel model, NetworkLayer layer, DatasetSplit split, StrongestOptions options,
        Ranking[] ranks, IProgress<int>? progress, CancellationToken cancellation)
    {
        TransformPipeline transforms = model.Recipe.CreateEvaluationTransforms(model.Definition);
        int length = checked((int)layer.OutputShape.Count), plane = layer.OutputShape.Height * layer.OutputShape.Width;
        int batch = (int)Math.Clamp(MaxValues / length, 1, MaxBatch);
        using INetwork network = model.CreateNetwork(options.Device, batch, options.Threads,
            convolution: options.Convolution);
        var inputs = new InferenceNetwork(network, transforms, model.Recipe.Preparation);
        using var images = new ImageQueue([inputs], options.Threads);
        int done = 0;
        foreach (ImageBatch loaded in images.Read(ImageSource.Of(split), cancellation))
        {
            using (loaded)
            {
                loaded.Wait(null, cancellation);
                ReadOnlyMemory<float>[] values = inputs.Run(loaded.Inputs(0), loaded.Images.Count, length,
                    (rows, outputs) => network.Activations(rows, layer.Name, outputs), cancellation);
                foreach ((ImageSource image, ReadOnlyMemory<float> output) in loaded.Images.Zip(values))
                {
                    for (int filter = 0; filter < ranks.Length; filter++)
                        ranks[filter].Add(image.Sample!, output.Span, filter * plane, plane, length);
                }

                done += loaded.Images.Count;
                progress?.Report(done);
            }
        }
    }
}
