using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference;

/// <summary>Runs inputs through a network.</summary>
/// <param name="inputs">[count, channels, height, width].</param>
/// <param name="outputs">[count, values of one input].</param>
internal delegate void NetworkPass(NetworkInput inputs, Span<float> outputs);

/// <summary>Makes a result of one image's outputs.</summary>
/// <param name="image">The image.</param>
/// <param name="outputs">[views, values of one input].</param>
internal delegate TResult ImageResult<TResult>(ImageSource image, ReadOnlySpan<float> outputs);

/// <summary>
/// Images in, one result each out, in the same order. Images load in the background while the network computes on
/// the caller's thread; at most three batches are in memory. For one caller at a time.
/// </summary>
internal sealed class ImageRunner<TResult> : IDisposable
{
    private readonly ImageLoader _loader;
    private readonly INetwork _network;
    private readonly NetworkPass _pass;
    private readonly ImageResult<TResult> _result;
    private readonly TaskScheduler _scheduler;
    private readonly int _maximumInputs, _outputLength, _imagesPerBatch;
    private readonly Queue<ImageBatch> _waiting = new();
    private readonly Stack<ImageBatch> _free = new();
    private ImageBatch? _filling;
    private float[] _outputs = [];

    /// <param name="loader">Images to inputs; disposed with this.</param>
    /// <param name="network">Limits the inputs of one pass, and says in which form it takes them.</param>
    /// <param name="outputLength">Values that a pass gives for one input.</param>
    /// <param name="pass">The network's part.</param>
    /// <param name="result">The rest.</param>
    /// <param name="threads">Threads that load; 0 for all processors.</param>
    public ImageRunner(ImageLoader loader, INetwork network, int outputLength, NetworkPass pass,
        ImageResult<TResult> result, int threads)
    {
        (_loader, _network, _pass, _result, _outputLength) = (loader, network, pass, result, outputLength);
        _maximumInputs = network.MaximumBatchSize;
        _imagesPerBatch = Math.Max(1, _maximumInputs / loader.Views);
        _scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default,
            threads > 0 ? threads : Environment.ProcessorCount).ConcurrentScheduler;
    }

    /// <summary>Takes an image; gives the results of a batch when one is complete.</summary>
    public IReadOnlyList<TResult> Add(ImageSource image, Action<SkippedFile>? onError, CancellationToken cancellation)
    {
        _filling ??= _free.TryPop(out ImageBatch? kept)
            ? kept
            : new(_imagesPerBatch, _loader, _network, _scheduler);
        _filling.Add(image);
        if (!_filling.IsFull)
            return [];
        _waiting.Enqueue(_filling);
        _filling = null;
        return _waiting.Count > 1 ? CompleteOne(onError, cancellation) : [];
    }

    /// <summary>Gives the results of everything that was taken.</summary>
    public IEnumerable<TResult> Flush(Action<SkippedFile>? onError, CancellationToken cancellation)
    {
        if (_filling is not null)
            _waiting.Enqueue(_filling);
        _filling = null;
        while (_waiting.Count > 0)
        {
            foreach (TResult result in CompleteOne(onError, cancellation))
                yield return result;
        }
    }

    /// <summary>Results as they come.</summary>
    public IEnumerable<TResult> Run(IEnumerable<ImageSource> images, Action<SkippedFile>? onError,
        CancellationToken cancellation)
    {
        // A run that was left early may have left images behind.
        DropWaiting();
        foreach (ImageSource image in images)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (TResult result in Add(image, onError, cancellation))
                yield return result;
        }

        foreach (TResult result in Flush(onError, cancellation))
            yield return result;
    }

    public void Dispose()
    {
        DropWaiting();
        _loader.Dispose();
    }

    private List<TResult> CompleteOne(Action<SkippedFile>? onError, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ImageBatch batch = _waiting.Dequeue();
        try
        {
            var loaded = new List<ImageSource>(batch.Count);
            NetworkInput inputs = batch.Complete(loaded, (image, e) => Report(image, e, onError), cancellation);
            return Compute(inputs, loaded, cancellation);
        }
        finally
        {
            batch.Clear();
            _free.Push(batch);
        }
    }

    private List<TResult> Compute(NetworkInput inputs, List<ImageSource> images, CancellationToken cancellation)
    {
        int views = _loader.Views, count = images.Count * views;
        if (_outputs.Length < count * _outputLength)
            _outputs = new float[_imagesPerBatch * views * _outputLength];
        for (int done = 0; done < count; done += _maximumInputs)
        {
            cancellation.ThrowIfCancellationRequested();
            int some = Math.Min(_maximumInputs, count - done);
            _pass(inputs.Slice(done, some, _loader.Input), _outputs.AsSpan(done * _outputLength, some * _outputLength));
        }

        var results = new List<TResult>(images.Count);
        for (int i = 0; i < images.Count; i++)
            results.Add(_result(images[i], _outputs.AsSpan(i * views * _outputLength, views * _outputLength)));
        return results;
    }

    private static void Report(ImageSource image, Exception exception, Action<SkippedFile>? onError)
    {
        if (!ImageLoader.IsOfTheImage(exception))
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
        if (onError is null)
        {
            throw new ImageFormatException($"'{image.Path}' cannot be read as an image: {exception.Message}",
                exception);
        }

        onError(new(image.Path, exception.Message));
    }

    private void DropWaiting()
    {
        if (_filling is not null)
            _waiting.Enqueue(_filling);
        _filling = null;
        while (_waiting.TryDequeue(out ImageBatch? batch))
        {
            batch.Clear();
            _free.Push(batch);
        }
    }
}
