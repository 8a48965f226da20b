using System.Runtime.ExceptionServices;
using AlexNetPS.Datasets;
using AlexNetPS.Randomness;

namespace AlexNetPS.Transforms;

/// <summary>
/// Prefetches transformed batches on background threads. At most <c>prefetch</c> batches are ready or in progress, all
/// in reused buffers. Order and contents do not depend on the number of threads. For a single consumer.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    private readonly object _gate = new();
    private readonly IPixelSource _pixels;
    private readonly int _batchSize;
    private readonly BatchPart _part;
    private readonly Stack<Batch> _free = new();
    private readonly Dictionary<int, Batch> _finished = [];
    private readonly Thread[] _workers;

    private Pass _pass = new([], 0, 0, 0, null);
    private int _claimed, _delivered;
    private Batch? _lent;
    private bool _disposed;

    /// <summary>Starts the worker threads, which wait for <see cref="Start"/>.</summary>
    /// <param name="split">Split of the images.</param>
    /// <param name="transforms">Transforms of the images.</param>
    /// <param name="batchSize">Images per batch, at least 1.</param>
    /// <param name="workers">Background threads, at least 1; more help if a network processes thousands of images per
    /// second.</param>
    /// <param name="prefetch">Batches ready or in progress; 0 for one more than there are workers.</param>
    /// <param name="acceptsBytes">Whether the network accepts 8-bit pixels; it then receives them if the transforms
    /// produce them.</param>
    public BatchLoader(DatasetSplit split, TransformPipeline transforms, int batchSize, int workers = 1,
        int prefetch = 0, bool acceptsBytes = false)
        : this(split.Dataset.Pixels, transforms, batchSize, workers, prefetch, acceptsBytes)
    {
    }

    /// <summary>Loads a part of each batch; null for the whole.</summary>
    internal BatchLoader(IPixelSource pixels, TransformPipeline transforms, int batchSize,
        int workers = 1, int prefetch = 0, bool acceptsBytes = false, BatchPart? part = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        (_pixels, _batchSize, _part) = (pixels, batchSize, part ?? BatchPart.Whole);
        int images = _part.Largest(batchSize);

        // One more buffer for the batch held by the consumer.
        int buffers = (prefetch > 0 ? prefetch : workers + 1) + 1;
        for (int i = 0; i < buffers; i++)
            _free.Push(new Batch(images, new InputRows(transforms, images, acceptsBytes)));
        _workers = [.. Enumerable.Range(0, workers)
            .Select(i => new Thread(Work) { IsBackground = true, Name = $"BatchLoader {i}" })];
        foreach (Thread worker in _workers)
            worker.Start();
    }

    /// <summary>Starts a pass over images and discards the rest of an earlier one.</summary>
    /// <param name="samples">The images in order.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">Epoch; with the seed and the image's index, it determines the augmentation.</param>
    /// <param name="firstBatch">Number of batches to skip (a resumed epoch).</param>
    /// <param name="limit">Number of batches including skipped ones; null for all.</param>
    /// <param name="repeats">Whether images may occur several times; each occurrence is augmented differently.</param>
    public void Start(IReadOnlyList<ImageSample> samples, ulong seed = 0, int epoch = 0,
        int firstBatch = 0, int? limit = null, bool repeats = false)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_gate)
        {
            foreach (Batch batch in _finished.Values)
                _free.Push(batch);
            _finished.Clear();
            GiveBack();
            int batches = (samples.Count + _batchSize - 1) / _batchSize;
            _pass = new(samples, seed, (uint)epoch, Math.Min(batches, limit ?? batches),
                repeats ? Turns(samples) : null);
            _claimed = _delivered = firstBatch;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Returns the next batch, or null at the end of the pass. The previous batch may be overwritten. A part of the last
    /// batch may have no images.
    /// </summary>
    /// <exception cref="TransformException">An image of this batch could not be transformed.</exception>
    public Batch? Next(CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            GiveBack();
            if (_delivered >= _pass.Batches)
                return null;
            Batch? batch;
            while (!_finished.Remove(_delivered, out batch))
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate, TimeSpan.FromMilliseconds(100));
            }

            _lent = batch;
            _delivered++;
            batch.Failure?.Throw();
            return batch;
        }
    }

    /// <summary>Stops the workers and waits for the images in progress.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread worker in _workers)
            worker.Join();
    }

    private void GiveBack()
    {
        if (_lent is null)
            return;
        _free.Push(_lent);
        _lent = null;
        Monitor.PulseAll(_gate);
    }

    private void Work()
    {
        byte[] buffer = [];
        while (Claim() is (Batch batch, Pass pass))
        {
            try
            {
                Fill(batch, pass, ref buffer);
            }
            catch (Exception e)
            {
                batch.Failure = ExceptionDispatchInfo.Capture(e);
            }

            lock (_gate)
            {
                if (ReferenceEquals(pass, _pass))
                    _finished.Add(batch.Number / _part.Count, batch);
                else
                    _free.Push(batch);
                Monitor.PulseAll(_gate);
            }
        }
    }

    // Number and buffer are claimed together: the lowest unfinished number always has a buffer, so no deadlock occurs.
    private (Batch Batch, Pass Pass)? Claim()
    {
        lock (_gate)
        {
            while (!_disposed && (_claimed >= _pass.Batches || _free.Count == 0))
                Monitor.Wait(_gate);
            if (_disposed)
                return null;
            Batch batch = _free.Pop();
            int first = _claimed * _batchSize;
            batch.Take(_pass.Samples, first + _part.First(_batchSize),
                _part.Size(_batchSize, _pass.Samples.Count - first), _claimed++ * _part.Count + _part.Number);
            return (batch, _pass);
        }
    }

    private void Fill(Batch batch, Pass pass, ref byte[] buffer)
    {
        for (int i = 0; i < batch.Count && !Volatile.Read(ref _disposed); i++)
        {
            ImageSample sample = batch.Samples[i];
            try
            {
                var random = new RandomStream(pass.Seed, RandomPurpose.Augmentation, pass.Epoch,
                    pass.Key(batch.First + i));
                batch.Rows.Write(i, _pixels.Read(sample, ref buffer), random);
            }
            catch (TransformException e)
            {
                throw new TransformException($"'{sample.Path}': {e.Message}", e);
            }
        }

        if (batch.Count > 0)
            batch.Share = batch.Rows.Mix(batch.Count, pass.Seed, pass.Epoch, (uint)batch.Number);
    }

    /// <summary>Returns how often each image occurred earlier in the order.</summary>
    private static int[] Turns(IReadOnlyList<ImageSample> samples)
    {
        var seen = new Dictionary<int, int>();
        return [.. samples.Select(sample => seen[sample.Index] = seen.GetValueOrDefault(sample.Index, -1) + 1)];
    }

    private sealed record Pass(IReadOnlyList<ImageSample> Samples, ulong Seed, uint Epoch, int Batches, int[]? Turns)
    {
        /// <summary>
        /// Key of the augmentation: the image's index, with its occurrence in the highest bits if images repeat.
        /// </summary>
        public uint Key(int position) => (uint)Samples[position].Index ^ (Turns is null
            ? 0
            : System.Numerics.BitOperations.RotateRight((uint)Turns[position], 12));
    }
}
