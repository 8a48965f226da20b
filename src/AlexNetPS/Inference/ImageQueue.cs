using System.Collections.Concurrent;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference;

/// <summary>
/// Loads images in the background and returns them in batches, in order, while the caller computes; at most three
/// batches are in memory. A file is decoded once for all networks and prepared as by an import, once for those with the
/// same preparation. Not thread-safe.
/// </summary>
internal sealed class ImageQueue : IDisposable
{
    private readonly IReadOnlyList<InferenceNetwork> _networks;
    private readonly IGrouping<ImagePreparation?, int>[] _preparations;
    private readonly ConcurrentBag<SharedDecoding> _decoders = [];
    private readonly TaskScheduler _scheduler;
    private readonly int _imagesPerBatch;
    private readonly Queue<ImageBatch> _waiting = new();
    private readonly Stack<ImageBatch> _free = new();
    private ImageBatch? _filling;

    /// <param name="networks">Networks of the inputs; not disposed with this.</param>
    /// <param name="threads">Loading threads; 0 for all processors.</param>
    public ImageQueue(IReadOnlyList<InferenceNetwork> networks, int threads)
    {
        _networks = networks;
        _preparations = [.. networks.Index().GroupBy(pair => pair.Item.Preparation, pair => pair.Index)];
        _imagesPerBatch = networks.Min(network => network.ImagesPerPass);
        _scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default,
            threads > 0 ? threads : Environment.ProcessorCount).ConcurrentScheduler;
    }

    /// <summary>
    /// Adds an image. Returns the batch before the last if one is complete, which the caller disposes; otherwise null.
    /// </summary>
    public ImageBatch? Add(ImageSource image)
    {
        _filling ??= _free.TryPop(out ImageBatch? kept)
            ? kept
            : new([.. _networks.Select(network => network.NewRows(_imagesPerBatch))], _imagesPerBatch, _free);
        _filling.Add(image, Load, _scheduler);
        if (!_filling.IsFull)
            return null;
        _waiting.Enqueue(_filling);
        _filling = null;
        return _waiting.Count > 1 ? _waiting.Dequeue() : null;
    }

    /// <summary>Returns the remaining batches, the last of which may be smaller; the caller disposes them.</summary>
    public IEnumerable<ImageBatch> Flush()
    {
        if (_filling is not null)
            _waiting.Enqueue(_filling);
        _filling = null;
        while (_waiting.TryDequeue(out ImageBatch? batch))
            yield return batch;
    }

    /// <summary>Returns the batches of images, which the caller disposes.</summary>
    public IEnumerable<ImageBatch> Read(IEnumerable<ImageSource> images, CancellationToken cancellation)
    {
        // A pass that ended early may have left images.
        DropWaiting();
        foreach (ImageSource image in images)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Add(image) is ImageBatch batch)
                yield return batch;
        }

        foreach (ImageBatch batch in Flush())
            yield return batch;
    }

    public void Dispose()
    {
        DropWaiting();
        foreach (SharedDecoding decoder in _decoders)
            decoder.Dispose();
    }

    private void Load(ImageSource image, InputRows[] rows, int row)
    {
        if (image.Sample is not null)
        {
            byte[] buffer = [];
            PixelView pixels = image.Pixels!.Read(image.Sample, ref buffer);
            foreach (InputRows inputs in rows)
                inputs.Write(row, pixels, default);
            return;
        }

        SharedDecoding decoder = _decoders.TryTake(out SharedDecoding? idle)
            ? idle
            : new(_preparations.Select(networks => networks.Key!.NewPreparer()));
        try
        {
            decoder.Prepare(image.Path, (preparation, pixels) =>
            {
                foreach (int network in _preparations[preparation])
                    rows[network].Write(row, pixels, default);
            });
        }
        finally
        {
            _decoders.Add(decoder);
        }
    }

    private void DropWaiting()
    {
        foreach (ImageBatch batch in Flush())
            batch.Dispose();
    }
}
