using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;

namespace AlexNetPS.Inference;

/// <summary>Runs inputs through a network.</summary>
/// <param name="inputs">[count, channels, height, width].</param>
/// <param name="outputs">[count, values of one input].</param>
internal delegate void NetworkPass(NetworkInput inputs, Span<float> outputs);

/// <summary>Makes a result of one picture's outputs.</summary>
/// <param name="picture">The picture.</param>
/// <param name="outputs">[views, values of one input].</param>
internal delegate TResult PictureResult<TResult>(Picture picture, ReadOnlySpan<float> outputs);

/// <summary>
/// Pictures in, one result each out, in the same order. Pictures load in the background while the network computes on
/// the caller's thread; at most three batches are in memory. For one caller at a time.
/// </summary>
internal sealed class PictureRunner<TResult> : IDisposable
{
    private readonly PictureLoader _loader;
    private readonly INetwork _network;
    private readonly NetworkPass _pass;
    private readonly PictureResult<TResult> _result;
    private readonly TaskScheduler _scheduler;
    private readonly int _maximumInputs, _outputLength, _picturesPerBatch;
    private readonly Queue<PictureBatch> _waiting = new();
    private readonly Stack<PictureBatch> _free = new();
    private PictureBatch? _filling;
    private float[] _outputs = [];

    /// <param name="loader">Pictures to inputs; disposed with this.</param>
    /// <param name="network">Limits the inputs of one pass, and says in which form it takes them.</param>
    /// <param name="outputLength">Values that a pass gives for one input.</param>
    /// <param name="pass">The network's part.</param>
    /// <param name="result">The rest.</param>
    /// <param name="threads">Threads that load; 0 for all processors.</param>
    public PictureRunner(PictureLoader loader, INetwork network, int outputLength, NetworkPass pass,
        PictureResult<TResult> result, int threads)
    {
        (_loader, _network, _pass, _result, _outputLength) = (loader, network, pass, result, outputLength);
        _maximumInputs = network.MaximumBatchSize;
        _picturesPerBatch = Math.Max(1, _maximumInputs / loader.Views);
        _scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default,
            threads > 0 ? threads : Environment.ProcessorCount).ConcurrentScheduler;
    }

    /// <summary>Takes a picture; gives the results of a batch when one is complete.</summary>
    public IReadOnlyList<TResult> Add(Picture picture, Action<SkippedFile>? onError, CancellationToken cancellation)
    {
        _filling ??= _free.TryPop(out PictureBatch? kept)
            ? kept
            : new(_picturesPerBatch, _loader, _network, _scheduler);
        _filling.Add(picture);
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
    public IEnumerable<TResult> Run(IEnumerable<Picture> pictures, Action<SkippedFile>? onError,
        CancellationToken cancellation)
    {
        // A run that was left early may have left pictures behind.
        DropWaiting();
        foreach (Picture picture in pictures)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (TResult result in Add(picture, onError, cancellation))
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
        PictureBatch batch = _waiting.Dequeue();
        try
        {
            var loaded = new List<Picture>(batch.Count);
            NetworkInput inputs = batch.Complete(loaded, (picture, e) => Report(picture, e, onError), cancellation);
            return Compute(inputs, loaded, cancellation);
        }
        finally
        {
            batch.Clear();
            _free.Push(batch);
        }
    }

    private List<TResult> Compute(NetworkInput inputs, List<Picture> pictures, CancellationToken cancellation)
    {
        int views = _loader.Views, count = pictures.Count * views;
        if (_outputs.Length < count * _outputLength)
            _outputs = new float[_picturesPerBatch * views * _outputLength];
        for (int done = 0; done < count; done += _maximumInputs)
        {
            cancellation.ThrowIfCancellationRequested();
            int some = Math.Min(_maximumInputs, count - done);
            _pass(inputs.Slice(done, some, _loader.Input), _outputs.AsSpan(done * _outputLength, some * _outputLength));
        }

        var results = new List<TResult>(pictures.Count);
        for (int i = 0; i < pictures.Count; i++)
            results.Add(_result(pictures[i], _outputs.AsSpan(i * views * _outputLength, views * _outputLength)));
        return results;
    }

    private static void Report(Picture picture, Exception exception, Action<SkippedFile>? onError)
    {
        if (!PictureLoader.IsOfThePicture(exception))
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
        if (onError is null)
        {
            throw new ImageFormatException($"'{picture.Path}' cannot be read as a picture: {exception.Message}",
                exception);
        }

        onError(new(picture.Path, exception.Message));
    }

    private void DropWaiting()
    {
        if (_filling is not null)
            _waiting.Enqueue(_filling);
        _filling = null;
        while (_waiting.TryDequeue(out PictureBatch? batch))
        {
            batch.Clear();
            _free.Push(batch);
        }
    }
}
