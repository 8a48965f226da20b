using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>A network and the transforms from images to its inputs. Not thread-safe.</summary>
/// <param name="network">The network.</param>
/// <param name="transforms">Transforms from prepared images to inputs.</param>
/// <param name="preparation">Preparation of files; null if all images are of a dataset.</param>
internal sealed class InferenceNetwork(INetwork network, TransformPipeline transforms,
    ImagePreparation? preparation = null)
{
    private float[] _outputs = [];

    /// <summary>Runs inputs through a network.</summary>
    /// <param name="inputs">[count, channels, height, width].</param>
    /// <param name="outputs">[count, values of one input].</param>
    public delegate void Pass(NetworkInput inputs, Span<float> outputs);

    public ImagePreparation? Preparation => preparation;

    /// <summary>Images whose inputs fit into one pass, at least 1; ten crops are ten inputs.</summary>
    public int ImagesPerPass => Math.Max(1, network.MaximumBatchSize / transforms.Views);

    /// <summary>Creates a buffer for the inputs of images, in the form that the network needs.</summary>
    public InputRows NewRows(int images) => new(transforms, images, network.AcceptsBytes);

    /// <summary>Runs a pass over the inputs of images, at most the network's batch at a time.</summary>
    /// <param name="inputs">Inputs of all crops of the images.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="length">Values per output.</param>
    /// <param name="pass">Computes a batch.</param>
    /// <param name="cancellation">Cancels the pass.</param>
    /// <returns>Outputs of each image, [views, length] in one array; valid until the next pass.</returns>
    public ReadOnlyMemory<float>[] Run(NetworkInput inputs, int images, int length, Pass pass,
        CancellationToken cancellation)
    {
        int views = transforms.Views, count = images * views;
        if (_outputs.Length < count * length)
            _outputs = new float[count * length];
        for (int done = 0; done < count; done += network.MaximumBatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int some = Math.Min(network.MaximumBatchSize, count - done);
            pass(inputs.Slice(done, some, transforms.Input), _outputs.AsSpan(done * length, some * length));
        }

        return [.. Enumerable.Range(0, images).Select(i =>
            (ReadOnlyMemory<float>)_outputs.AsMemory(i * views * length, views * length))];
    }
}
