using System.Diagnostics;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Randomness;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>
/// Writes prepared images into shards, each split shuffled across its classes, so that shards can be read sequentially
/// for training.
/// </summary>
internal sealed class ShardPacking(StorePaths paths, StoredBytes kept, ImportOptions options,
    IProgress<ImportProgress>? progress, CancellationToken cancellation)
    : IDisposable
{
    private static readonly TimeSpan _reportInterval = TimeSpan.FromMilliseconds(250);

    private readonly List<string> _names = [];
    private readonly ShardFiles _loose = new([paths.Loose]);
    private byte[] _buffer = [];

    /// <summary>Names of the shards, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>CRC-32C of the shards, in hexadecimal.</summary>
    public IReadOnlyList<string> Checksums =>
        [.. _names.Select(name => ShardFiles.Checksum(Path.Combine(paths.Store, name)))];

    /// <summary>Writes all shards. Order and bytes depend only on images, labels, splits, seed and options.</summary>
    /// <param name="images">Images in the order of index.csv.</param>
    /// <param name="labels">Class indices.</param>
    /// <param name="splits">Splits; null for images that a repair dropped.</param>
    /// <returns>Shard, offset and length of each image.</returns>
    public long[] Run(IReadOnlyList<StoredImage> images, IReadOnlyList<long> labels,
        IReadOnlyList<SplitName?> splits)
    {
        foreach (string old in Directory.EnumerateFiles(paths.Store, "*.tar"))
            File.Delete(old);
        long[] members = new long[images.Count * 3];
        long start = Stopwatch.GetTimestamp(), reported = start;
        int done = 0;
        foreach ((SplitName? split, string name) in ((SplitName?, string)[])[(SplitName.Train, "train"),
            (SplitName.Validation, "val"), (SplitName.Test, "test"), (null, "dropped")])
        {
            int[] rows = [.. Enumerable.Range(0, images.Count).Where(row => splits[row] == split)];
            new RandomStream(options.Seed, RandomPurpose.ShardOrder, (uint)(split ?? (SplitName)3)).Shuffle<int>(rows);
            using var writer = new ShardWriter(paths.Store, name, options, _names);
            foreach (int row in rows)
            {
                cancellation.ThrowIfCancellationRequested();
                (int shard, long offset) = writer.Write(row, Bytes(images[row]), (int)labels[row]);
                (members[3 * row], members[3 * row + 1], members[3 * row + 2]) = (shard, offset, images[row].Length);
                done++;
                if (Stopwatch.GetElapsedTime(reported) < _reportInterval)
                    continue;
                reported = Stopwatch.GetTimestamp();
                double rate = done / Stopwatch.GetElapsedTime(start).TotalSeconds;
                progress?.Report(new ImportProgress("Writing shards", done, images.Count, rate,
                    TimeSpan.FromSeconds((images.Count - done) / rate)));
            }
        }

        return members;
    }

    /// <summary>Closes the loose images: on Windows a folder cannot be renamed while a file in it is open.</summary>
    public void Dispose() => _loose.Dispose();

    private ReadOnlySpan<byte> Bytes(in StoredImage image) =>
        image.Shard == StoredImage.Loose
            ? _loose.Read(image with { Shard = 0, Offset = NpyFile.HeaderLength + image.Offset }, ref _buffer)
            : kept(image, ref _buffer);
}
