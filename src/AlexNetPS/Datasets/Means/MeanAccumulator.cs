using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Means;

/// <summary>
/// Sums up the images that are decoded during an import, while they are at hand. Which of them belong to training is
/// drawn before on all files; <see cref="MeanUpdate"/> settles where unreadable files have moved the split.
/// </summary>
/// <param name="splits">The expected part of each file.</param>
/// <param name="imageSize">Short side of the prepared images.</param>
/// <param name="longestSide">Their longest side.</param>
internal sealed class MeanAccumulator(IReadOnlyList<SplitName> splits, int imageSize, int longestSide)
{
    private readonly bool[] _added = new bool[splits.Count];
    private readonly List<Worker> _workers = [];

    /// <summary>Whether the image of a file is in the sums.</summary>
    public bool Contains(int file) => _added[file];

    /// <summary>The sums of one thread.</summary>
    public Worker NewWorker()
    {
        var worker = new Worker(this);
        lock (_workers)
            _workers.Add(worker);
        return worker;
    }

    /// <summary>All sums, when the threads have ended; null where images of different frames were met.</summary>
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
        // One, but for a dataset that has no mean image.
        public List<PixelSums> Sums { get; } = [];

        /// <summary>Adds the image of a file, if the file is expected to be trained on.</summary>
        public void Add(int file, PixelView image)
        {
            if (!accumulator.IsTrained(file))
                return;
            MeanFrame frame = accumulator.FrameOf(image);
            if (Sums.Count == 0 || Sums[^1].Frame != frame)
            {
                // Images of many sizes would make as many sums.
                if (Sums.Count == 2)
                    return;
                Sums.Add(new PixelSums(frame));
            }

            Sums[^1].Add(image);
            accumulator._added[file] = true;
        }
    }

    private bool IsTrained(int file) => splits[file] == SplitName.Train;

    private MeanFrame FrameOf(PixelView image) =>
        MeanFrame.Of(image.Width, image.Height, image.Channels, imageSize, longestSide);
}
