using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Store.Edits;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Writes a store again with other edits: from its own images, without their source. It is written next to the store and
/// renamed, so that a kill leaves the previous store or the new one.
/// </summary>
internal static class StoreRewriting
{
    /// <param name="folder">The store.</param>
    /// <param name="edits">Returns the new edits of the store as it is now; no import can change it meanwhile.</param>
    /// <param name="progress">Reported about four times per second.</param>
    /// <param name="cancellation">Stops; the store is then as it was.</param>
    /// <exception cref="DatasetException">
    /// The store cannot be opened or written, or an import into it was interrupted.
    /// </exception>
    public static void Run(string folder, Func<PreparedStore, IReadOnlyList<StoreEdit>> edits,
        IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        var paths = new StorePaths(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        using FileStream held = StoreLock.Take(paths, progress, cancellation);
        try
        {
            if (File.Exists(paths.Partial.Journal))
            {
                throw new DatasetException($"An import into '{paths.Store}' was interrupted. Import its source again to "
                    + "complete it, then repair the store.");
            }

            PreparedStore store = PartialStore.Recover(paths, force: false)
                ?? throw new DatasetException($"'{paths.Store}' cannot be opened as a prepared dataset. Import its "
                    + "source again.");
            Write(paths, store, edits(store), progress, cancellation);
            PartialStore.Publish(paths);
            // Windows deletes nothing that is open or mapped, so the previous store had to stay until now.
            store.Dispose();
            PartialStore.DiscardPrevious(paths);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DatasetException(
                $"Repairing the store '{paths.Store}' failed: {e.Message.TrimEnd('.')}. It is as it was.", e);
        }
    }

    /// <summary>Splits of a store's images without edits.</summary>
    public static SplitName[] DrawnSplits(PreparedStore store, IReadOnlyList<StoreEdit> edits)
    {
        var drawn = edits.DistinctBy(edit => edit.Path)
            .ToDictionary(edit => edit.Path, edit => edit.From, StringComparer.Ordinal);
        return [.. store.Rows.Select(row => drawn.TryGetValue(row.Path, out SplitName split) ? split
            : row.Split ?? SplitName.Train)];
    }

    private static void Write(StorePaths paths, PreparedStore store, IReadOnlyList<StoreEdit> edits,
        IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        StoreManifest manifest = store.Manifest;
        FolderListing listing = Listing(store);
        var options = new ImportOptions
        {
            ImageSize = manifest.ImageSize,
            MaximumSide = manifest.MaximumSide,
            Crop = manifest.Crop,
            StoreFormat = manifest.StoreFormat,
            ValidationFraction = manifest.ValidationFraction,
            TestFraction = manifest.TestFraction,
            Seed = manifest.Seed,
            Limits = manifest.Limits,
            ShardSize = manifest.ShardSize ?? new ImportOptions().ShardSize,
            ShardImages = manifest.ShardImages ?? new ImportOptions().ShardImages,
            GroupColumn = manifest.Grouping?.Column,
            GroupPattern = manifest.Grouping?.Pattern,
            GroupNearDuplicates = manifest.Grouping?.NearDuplicates == true,
            Selection = manifest.Selection ?? new(),
        };
        var previous = new PreviousImages(store, listing, manifest.Limits, []);
        StorePaths partial = paths.Partial;
        PartialStore.Clear(partial);
        Directory.CreateDirectory(partial.Store);
        if (manifest.StoreFormat == StoreFormat.Npy && !previous.TryShare(partial))
        {
            // A disk without hard links; the pixels stay where they are in the file.
            File.Copy(store.Paths.Pixels, partial.Pixels);
            previous.TryShare(partial);
        }

        Dictionary<string, FileResult> results = store.Results();
        var source = new DatasetSource(
            manifest.SourceFile is { } name ? Path.Combine(manifest.Source, Path.GetFileName(name)) : manifest.Source,
            manifest.SourceFile is not null);
        FileResult[] files = [.. listing.Files.Select(file => results[file.RelativePath])];
        var contents = new StoreContents(source, listing, files, options,
            manifest.Archives ?? new Dictionary<string, string>(), edits, cancellation, manifest);
        contents.Write(partial, new StoreChoice(manifest.StoreFormat, manifest.StoreFormatReason),
            previous.Bytes, previous.SharedPixels, progress, cancellation);
        // A store with a manifest is complete, but the mean image of this one would be missing until the next import.
        using PreparedStore written = PreparedStore.Open(partial.Store);
        new MeanUpdate(written, 0, progress, cancellation).Write(null, _ => null, PreviousMean.Of(store));
    }

    /// <summary>The listing of the import that wrote a store, with the splits that it drew.</summary>
    private static FolderListing Listing(PreparedStore store)
    {
        StoreManifest manifest = store.Manifest;
        SplitName[] drawn = DrawnSplits(store, manifest.Edits ?? []);
        List<SourceFile> files = [.. store.Rows.Select((row, i) =>
            new SourceFile(row.Path, row.ClassName, drawn[i], row.Length, row.Modified)
            {
                Group = row.Group,
                Properties = row.Properties,
            })];
        // Any class that has images: warnings about classes without any are in the manifest already.
        files.AddRange(manifest.Skipped.Select(entry =>
            new SourceFile(entry.Path, manifest.Classes[0], null, entry.Size, entry.Modified)));
        files.Sort(static (a, b) => string.CompareOrdinal(a.RelativePath, b.RelativePath));
        return new FolderListing(manifest.Layout, files, manifest.Classes, [.. manifest.Warnings])
        {
            PropertyNames = manifest.Properties ?? [],
            ClassMap = manifest.ClassMap,
            Corrections = manifest.Corrections,
            Descriptions = manifest.Classes.Zip(manifest.Descriptions ?? []).Where(pair => pair.Second is not null)
                .ToDictionary(pair => pair.First, pair => pair.Second!, StringComparer.Ordinal),
        };
    }
}
