using System.Globalization;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Layouts.Archives;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets;

/// <summary>Prepares folders of images.</summary>
public static class ImageNetImporter
{
    /// <summary>
    /// Reads a folder, list or archive in one of the layouts of <see cref="DatasetLayout"/>. Images are decoded once
    /// into a prepared store; files that cannot be read are left out and named in
    /// <see cref="ImageNetDataset.Skipped"/>. An unchanged folder is not decoded again, a changed one only where it
    /// changed, and an interrupted import continues.
    /// </summary>
    /// <param name="path">The folder, list or archive.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told about four times a second, on the calling thread.</param>
    /// <param name="cancellation">Stops after the images in work; what is done is kept for the next import.</param>
    /// <exception cref="DatasetException">The folder cannot become a dataset.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="Imaging.MissingLibraryException">A native decoder is missing.</exception>
    public static ImageNetDataset Import(string path,
        ImportOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Import(path, options ?? new ImportOptions(), progress, cancellation, static reader => reader);

    // The wrapper lets a test stand between the importer and the decoders.
    internal static ImageNetDataset Import(string path, ImportOptions options, IProgress<ImportProgress>? progress,
        CancellationToken cancellation, Func<ImageReader, ImageReader> wrap)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options.Check();
        DatasetSource source = DatasetSource.At(path);
        if (!options.IndexOnly)
            CheckPlace(source, options);
        progress?.Report(new ImportProgress("Listing files", 0, 0, 0, TimeSpan.Zero));
        FolderListing listing;
        try
        {
            listing = LayoutCatalog.Read(new LayoutRequest(source, options, cancellation));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{source.Path}' cannot be listed: {e.Message}", e);
        }

        // Told before hours of decoding; the same is checked again on what could be read.
        List<string> foreseen = [.. listing.Warnings];
        ClassList.Of(source.Path, listing with { Warnings = foreseen }, Candidates(listing));
        Func<ImageReader> newReader =
            () => wrap(listing.NewReader?.Invoke() ?? new FileImageReader(source.Root, options));
        if (options.IndexOnly)
            return Index(source, listing, options, newReader);
        StoreChoice choice = StoreChoice.Make(source.Path, listing, options);
        options = options with { StoreFormat = choice.Format };
        return Prepare(source, listing, options, choice, newReader, progress, cancellation);
    }

    private static IReadOnlyList<SourceFile> Candidates(FolderListing listing) =>
        listing.Files.All(file => file.IsCandidate)
            ? listing.Files
            : [.. listing.Files.Where(file => file.IsCandidate)];

    private static ImageNetDataset Prepare(DatasetSource source, FolderListing listing, ImportOptions options,
        StoreChoice choice, Func<ImageReader> newReader,
        IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        StorePaths paths = StorePaths.For(source.Path, options);
        using FileStream held = StoreLock.Take(paths, progress, cancellation);
        try
        {
            PartialStore.Recover(paths);
            if (options.Force)
                PartialStore.Clear(paths.Partial);
            PreparedStore? store = options.Force ? null : PreparedStore.TryOpen(paths.Store);
            IReadOnlyDictionary<string, string> archives = ArchiveIdentity.Of(source.Root, listing.Files);
            HashSet<string> changed = ArchiveIdentity.Changed(archives, store?.Manifest.Archives);
            if (store is not null && changed.Count == 0 && store.IsOf(listing.Files)
                && store.Manifest.Limits == options.Limits && store.IsLabeledAs(listing, options))
            {
                if (!File.Exists(store.Paths.Mean))
                    new MeanUpdate(store, progress, cancellation).Write(null, _ => null, null);
                return store.ToDataset();
            }

            var previous = new PreviousImages(store, listing, options.Limits, changed);
            string identity = PartialStore.MakeReady(paths,
                string.Create(CultureInfo.InvariantCulture,
                    $"{FileNames.Key(source.Path)}|{FileNames.Key(Path.GetFileName(paths.Store))}|{options.Limits}|{string.Join(',', archives.Values)}"), previous);
            PreviousMean? previousMean = PreviousMean.Of(store);
            var means = new MeanAccumulator(ClassList.DrawSplits(listing.Files, options), options.ImageSize,
                options.LongestSide);
            FileResult[] results = new StorePreparation(paths.Partial, listing, options, newReader, previous, means,
                progress, cancellation).Run(identity);
            new StoreContents(source, listing, results, options, archives).Write(paths.Partial, choice, previous,
                progress, cancellation);
            File.Delete(paths.Partial.Journal);
            PartialStore.Publish(paths);
            PreparedStore published = PreparedStore.Open(paths.Store);
            var files = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int i = 0; i < listing.Files.Count; i++)
                files[listing.Files[i].RelativePath] = i;
            new MeanUpdate(published, progress, cancellation).Write(means,
                path => files.TryGetValue(path, out int file) ? file : null, previousMean);
            // Windows deletes nothing that is open or mapped, so that the previous store had to stay until now.
            store?.Dispose();
            PartialStore.DiscardPrevious(paths);
            return published.ToDataset();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"Writing the prepared images to '{paths.Partial.Store}' failed: {e.Message} "
                + "What is done is kept: make room and import again to continue.", e);
        }
    }

    private static ImageNetDataset Index(DatasetSource source, FolderListing listing, ImportOptions options,
        Func<ImageReader> newReader)
    {
        IReadOnlyList<SourceFile> files = Candidates(listing);
        List<string> classes = ClassList.Of(source.Path, listing, files);
        Dictionary<string, int> labels = classes.Select((name, label) => (name, label))
            .ToDictionary(c => c.name, c => c.label, StringComparer.Ordinal);
        SplitName[] splits = ClassList.DrawSplits(files, options);
        List<ImageSample>[] parts = [[], [], []];
        for (int i = 0; i < files.Count; i++)
        {
            parts[(int)splits[i]].Add(
                new ImageSample(i, source.Root, files[i].RelativePath, labels[files[i].ClassName], files[i].ClassName));
        }

        var info = new DatasetInfo
        {
            Name = source.Name,
            SourcePath = source.Root,
            Layout = listing.Layout,
            Preparation = listing.Shape is ImageShape own
                ? ImagePreparation.OfSize(own.Width, own.Height)
                : options.Preparation,
            Channels = listing.Shape?.Channels ?? 3,
            Skipped = [.. listing.Files.Where(file => !file.IsCandidate).Select(file => new SkippedFile(
                FileNames.Join(source.Root, file.RelativePath), StorePreparation.ReasonOf(file)))],
            Warnings = listing.Warnings,
            Descriptions = listing.Descriptions,
            FileHashes = stop => FileHashing.Of(files, newReader, stop),
        };
        return new ImageNetDataset(info, classes, parts[0], parts[1], parts[2], new FilePixelSource(files, newReader));
    }

    private static void CheckPlace(DatasetSource source, ImportOptions options)
    {
        if (options.CachePath is { Length: > 0 } cache && UnreachableName.Device(cache) is string device)
            throw new DatasetException($"'{device}' is a device of Windows, not a folder. Give another CachePath.");
        StorePaths store = StorePaths.For(source.Path, options);
        if (!source.IsFile && FileNames.IsBelow(source.Path, store.Store))
        {
            throw new DatasetException($"The prepared images would lie in '{store.Store}', inside the images' own "
                + $"folder, and be taken for a class. Give a CachePath outside '{source.Path}'.");
        }
    }
}
