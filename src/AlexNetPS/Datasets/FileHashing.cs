using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets;

/// <summary>Hashes image files that are not in a store.</summary>
internal static class FileHashing
{
    /// <summary>
    /// Hashes all files in parallel, with 0 threads on all processors. A file that cannot be read counts as empty.
    /// </summary>
    public static ContentHash[] Of(IReadOnlyList<SourceFile> files, Func<ImageReader> newReader,
        int threads, CancellationToken cancellation)
    {
        ContentHash[] hashes = new ContentHash[files.Count];
        var options = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = threads > 0 ? threads : -1,
        };
        Parallel.For(0, files.Count, options, newReader,
            (i, _, reader) =>
        {
            hashes[i] = Hash(reader, files[i]);
            return reader;
        }, reader => reader.Dispose());
        return hashes;
    }

    /// <summary>
    /// Returns the results with the hashes of files that could not be decoded; a file that cannot be read counts as
    /// empty.
    /// </summary>
    public static FileResult[] WithSkipped(FileResult[] results, IReadOnlyList<SourceFile> files,
        Func<ImageReader> newReader, int threads, CancellationToken cancellation)
    {
        int[] unknown = [.. Enumerable.Range(0, results.Length)
            .Where(i => results[i].Image is null && files[i].IsCandidate && !results[i].Hash.IsKnown)];
        ContentHash[] hashes = Of([.. unknown.Select(i => files[i])], newReader, threads, cancellation);
        for (int i = 0; i < unknown.Length; i++)
            results[unknown[i]] = results[unknown[i]] with { Hash = hashes[i] };
        return results;
    }

    private static ContentHash Hash(ImageReader reader, in SourceFile file)
    {
        try
        {
            return ContentHash.Of(reader.ReadFile(file));
        }
        catch (Exception e) when (e is ImageFormatException or DatasetException or IOException
            or UnauthorizedAccessException)
        {
            return ContentHash.Of([]);
        }
    }
}
