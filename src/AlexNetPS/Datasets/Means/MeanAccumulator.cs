using AlexNetPS.Datasets.Store.Shards;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Means;

/// <summary>
/// Sums the images of an import while they are decoded. The training split is drawn from all files before decoding;
/// <see cref="MeanUpdate"/> corrects the sums if unreadable files have changed it. Sums are of the images as stored:
/// those of shards are decoded from their JPEG, so that a later import, which has only the JPEG, has the same mean.
/// </summary>
/// <param name="splits">Expected split of each file.</param>
/// <param name="imageSize">Short side of the prepared images.</param>
/// <param name="longestSide">Their longest side.</param>
internal sealed class MeanAccumulator(IReadOnlyList<SplitName> splits, int imageSize, int longestSide)
{
    private readonly bool[] _added = new bool[splits.Count];
    private readonly List<Worker> _workers = [];

    /// <summary>Whether the sums include the image of a file.</summary>
    public bool Contains(int file) => _added[file];

    /// <summary>The frame of all sums; null if there are several, or none.</summary>
    public MeanFrame? Frame =>
        _workers.SelectMany(worker => worker.Sums).Select(sums => sums.Frame).Distinct().ToArray() is [var only]
            ? only
            : null;

    /// <summary>Adds sums that another process has made.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="files">Positions of their images in the listing.</param>
    public void Add(PixelSums sums, IEnumerable<int> files)
    {
        NewWorker().Sums.Add(sums);
        foreach (int file in files)
            _added[file] = true;
    }

    /// <summary>Returns the sums of a new thread.</summary>
    public Worker NewWorker()
    {
        var worker = new Worker(this);
        lock (_workers)
            _workers.Add(worker);
        return worker;
    }

    /// <summary>Total of all threads after they have ended; null if images have different frames.</summary>
    public long[]? Total(MeanFrame frame)
    {
        long[] total = new long[frame.Length];
        foreach (PixelSums sums in _workers.SelectMany(worker => worker.Sums))
        {
            if (sums.Frame != frame)
                return null;
            sums.AddTo(total, 1);
        }

        return total;
    }

    /// <summary>Adds images on one thread.</summary>
    internal sealed class Worker(MeanAccumulator accumulator)
    {
        private readonly ShardDecoder _decoder = new();
        private byte[] _decoded = [];

        // One, except for a dataset without a mean image.
        public List<PixelSums> Sums { get; } = [];

        /// <summary>Adds the image of a file if it is in the expected training split.</summary>
        /// <param name="file">Position in the listing.</param>
        /// <param name="image">The prepared image.</param>
        /// <param name="jpeg">The JPEG that a shard stores of it; empty if the pixels themselves are stored.</param>
        public void Add(int file, PixelView image, ReadOnlySpan<byte> jpeg)
        {
            if (!accumulator.IsTrained(file))
                return;
            MeanFrame frame = accumulator.FrameOf(image);
            if (Sums.Count == 0 || Sums[^1].Frame != frame)
            {
                // Images of many sizes would need as many buffers.
                if (Sums.Count == 2)
                    return;
                Sums.Add(new PixelSums(frame));
            }

            Sums[^1].Add(jpeg.IsEmpty
                ? image
                : _decoder.Decode(jpeg, image.Width, image.Height, image.Channels, ref _decoded));
            accumulator._added[file] = true;
        }
    }

    private bool IsTrained(int file) => splits[file] == SplitName.Train;

    private MeanFrame FrameOf(PixelView image) =>
        MeanFrame.Of(image.Width, image.Height, image.Channels, imageSize, longestSide);
}
