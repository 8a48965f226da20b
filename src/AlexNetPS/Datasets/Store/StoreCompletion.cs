using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Means;

namespace AlexNetPS.Datasets.Store;

/// <summary>Makes a store of the images in a partial one: its other files, the renaming and the mean image.</summary>
internal sealed class StoreCompletion(StorePaths paths, int threads, IProgress<ImportProgress>? progress,
    CancellationToken cancellation)
{
    /// <param name="contents">Contents of the store.</param>
    /// <param name="choice">Its format.</param>
    /// <param name="kept">Reads images that are not in the partial store.</param>
    /// <param name="pixelsId">Id of pixels that were appended to; null for new ones.</param>
    /// <param name="files">The listed files.</param>
    /// <param name="means">Sums of images, by position in the listing.</param>
    /// <param name="previousMean">Sums of the store that is replaced; null for none.</param>
    public PreparedStore Run(StoreContents contents, StoreChoice choice, StoredBytes kept, Guid? pixelsId,
        IReadOnlyList<SourceFile> files, MeanAccumulator means, PreviousMean? previousMean)
    {
        contents.Write(paths.Partial, choice, kept, pixelsId, progress, cancellation);
        File.Delete(paths.Partial.Journal);
        PartialStore.Publish(paths);
        PreparedStore published = PreparedStore.Open(paths.Store);
        new MeanUpdate(published, threads, progress, cancellation).Write(means, Positions(files), previousMean);
        return published;
    }

    // Position of each file in the listing, by relative path; null for a file that is not in it.
    private static Func<string, int?> Positions(IReadOnlyList<SourceFile> files)
    {
        var positions = files.Index().ToDictionary(pair => pair.Item.RelativePath, pair => pair.Index,
            StringComparer.Ordinal);
        return path => positions.TryGetValue(path, out int file) ? file : null;
    }
}
