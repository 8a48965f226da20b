using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Export;

/// <summary>
/// Reads or encodes the images of a selection, some at a time on several threads. An image whose file has changed since
/// the import is an error: its label may be another's.
/// </summary>
internal sealed class ExportBytes(ExportOptions options, CancellationToken cancellation) : IDisposable
{
    private const int BatchImages = 32;

    private readonly SourceFiles _sources = new();
    private readonly ConcurrentBag<FileImageReader> _readers = [];
    private readonly ConcurrentDictionary<ImageNetDataset, Lazy<ContentHash[]?>> _hashes = new();

    /// <summary>Returns the images with their bytes, in order.</summary>
    /// <exception cref="DatasetException">An image is missing, has changed or cannot be read.</exception>
    public IEnumerable<(ExportImage Image, byte[] Bytes, bool IsEncoded)> Read(IEnumerable<ExportImage> images)
    {
        var parallel = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : -1,
        };
        foreach (ExportImage[] batch in images.Chunk(BatchImages))
        {
            (byte[] Bytes, bool IsEncoded)[] results = new (byte[], bool)[batch.Length];
            try
            {
                Parallel.For(0, batch.Length, parallel, i => results[i] = Read(batch[i]));
            }
            catch (AggregateException e)
            {
                ExceptionDispatchInfo.Throw(e.InnerException!);
            }

            for (int i = 0; i < batch.Length; i++)
                yield return (batch[i], results[i].Bytes, results[i].IsEncoded);
        }
    }

    public void Dispose()
    {
        foreach (FileImageReader reader in _readers)
            reader.Dispose();
    }

    private (byte[] Bytes, bool IsEncoded) Read(ExportImage image)
    {
        try
        {
            if (options.Prepared == PreparedImages.None && _sources.Find(image.Path) is { } file)
                return (Original(image, file), false);
            return (Encode(image), true);
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{image.Path}' cannot be read: {e.Message}", e);
        }
    }

    private byte[] Original(ExportImage image, in SourceFile file)
    {
        if (!_readers.TryTake(out FileImageReader? reader))
            reader = new FileImageReader("", new ImportOptions());
        try
        {
            byte[] bytes = reader.ReadFile(file).ToArray();
            if (HashOf(image) is { IsKnown: true } known && !known.Equals(ContentHash.Of(bytes)))
            {
                throw new DatasetException($"'{image.Path}' has changed since it was imported. Import its folder again, "
                    + "or export the prepared images with Prepared.");
            }

            return bytes;
        }
        finally
        {
            _readers.Add(reader);
        }
    }

    // Those of an index-only import would be computed from the same files now.
    private ContentHash? HashOf(ExportImage image) =>
        image is { Sample: { } sample, Dataset: { StorePath: not null } dataset }
            ? _hashes.GetOrAdd(dataset, one => new(() => one.FileHashes(cancellation))).Value?[sample.Index]
            : null;

    private byte[] Encode(ExportImage image)
    {
        if (image is not { Sample: { } sample, Dataset: { } dataset })
        {
            throw new DatasetException($"The pixels of '{image.Path}' are known only to its dataset. Give the dataset "
                + "next to the images (-Dataset).");
        }

        byte[] buffer = [];
        PixelView view = dataset.Pixels.Read(sample, ref buffer);
        return options.Prepared == PreparedImages.Jpeg
            ? ImageEncoder.EncodeJpeg(view, options.Quality)
            : ImageEncoder.EncodePng(view);
    }
}
