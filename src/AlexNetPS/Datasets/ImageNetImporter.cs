using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Layouts.Groups;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Splits;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Datasets.Store.Edits;
using AlexNetPS.Datasets.Store.Parts;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>Prepares folders of images.</summary>
public static class ImageNetImporter
{
    /// <summary>
    /// Imports a folder, list or archive in one of the layouts of <see cref="DatasetLayout"/>. Images are decoded once
    /// into a prepared store; files that cannot be read are skipped and listed in
    /// <see cref="ImageNetDataset.Skipped"/>. Only new and changed files are decoded again, and an interrupted import
    /// is continued.
    /// </summary>
    /// <param name="path">The folder, list or archive.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="progress">Called about four times a second, on the calling thread.</param>
    /// <param name="cancellation">Stops after the images in progress, which are kept for the next import.</param>
    /// <exception cref="DatasetException">The folder cannot become a dataset.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="Imaging.MissingLibraryException">A native decoder is missing.</exception>
    public static ImageNetDataset Import(string path,
        ImportOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Import(path, options ?? new ImportOptions(), progress, cancellation, static reader => reader);

    /// <summary>
    /// Imports a path or several for each split: folders of class folders, lists or archives, anywhere on the disk.
    /// </summary>
    /// <param name="paths">The paths.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="progress">Called about four times a second, on the calling thread.</param>
    /// <param name="cancellation">Stops after the images in progress, which are kept for the next import.</param>
    /// <exception cref="DatasetException">The paths cannot become a dataset.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ImageNetDataset Import(SplitPaths paths,
        ImportOptions? options = null, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        options ??= new ImportOptions();
        Check(options, isPart: false);
        return Import(DatasetSource.Of(paths), options, progress, cancellation, static reader => reader);
    }

    /// <summary>
    /// Prepares a worker's share of a folder, list or archive. All workers list the same files; each prepares some that
    /// follow each other, in a part next to the place of the store. A part that is there and unchanged is returned, and
    /// an interrupted one is continued.
    /// </summary>
    /// <param name="path">The folder, list or archive.</param>
    /// <param name="options">Options with a worker and a store format, the same for all but the worker.</param>
    /// <param name="progress">Called about four times a second, on the calling thread.</param>
    /// <param name="cancellation">Stops after the images in progress, which are kept for the next import.</param>
    /// <exception cref="DatasetException">The folder cannot become a dataset.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="Imaging.MissingLibraryException">A native decoder is missing.</exception>
    public static ImageNetStorePart ImportPart(string path, ImportOptions options,
        IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default) =>
        ImportPart(path, options, progress, cancellation, static reader => reader);

    /// <summary>Prepares a worker's share of paths for each split.</summary>
    /// <param name="paths">The paths.</param>
    /// <param name="options">Options with a worker and a store format, the same for all but the worker.</param>
    /// <param name="progress">Called about four times a second, on the calling thread.</param>
    /// <param name="cancellation">Stops after the images in progress, which are kept for the next import.</param>
    /// <exception cref="DatasetException">The paths cannot become a dataset.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ImageNetStorePart ImportPart(SplitPaths paths, ImportOptions options,
        IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        Check(options, isPart: true);
        return ImportPart(DatasetSource.Of(paths), options, progress, cancellation, static reader => reader);
    }

    /// <summary>
    /// Makes a store of the parts of all workers: the same bytes as one import, without its source.
    /// </summary>
    /// <param name="parts">The parts, in any order.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="progress">Called about four times a second, on the calling thread.</param>
    /// <param name="cancellation">Stops; a store that was there stays.</param>
    /// <exception cref="DatasetException">
    /// A part is missing, not complete, damaged or of another import, or the store cannot be written.
    /// </exception>
    public static ImageNetDataset Join(IEnumerable<ImageNetStorePart> parts, JoinOptions? options = null,
        IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new PartJoin(parts, options ?? new JoinOptions(), progress, cancellation).Run();
    }

    /// <summary>
    /// Returns the names of the datasets in a folder in files as MNIST's or CIFAR's; see
    /// <see cref="ImportOptions.SetName"/>.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DatasetException">The path does not exist.</exception>
    public static IReadOnlyList<string> SetNames(string path) =>
        [.. NamedSet.Find(DatasetSource.At(path)).Select(set => set.Name)];

    // A test can wrap the readers.
    internal static ImageNetDataset Import(string path, ImportOptions options, IProgress<ImportProgress>? progress,
        CancellationToken cancellation, Func<ImageReader, ImageReader> wrap)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Check(options, isPart: false);
        return Import(DatasetSource.At(path), options, progress, cancellation, wrap);
    }

    internal static ImageNetStorePart ImportPart(string path, ImportOptions options,
        IProgress<ImportProgress>? progress, CancellationToken cancellation, Func<ImageReader, ImageReader> wrap)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(options);
        Check(options, isPart: true);
        return ImportPart(DatasetSource.At(path), options, progress, cancellation, wrap);
    }

    private static ImageNetStorePart ImportPart(DatasetSource source, ImportOptions options,
        IProgress<ImportProgress>? progress, CancellationToken cancellation, Func<ImageReader, ImageReader> wrap)
    {
        (FolderListing listing, Func<ImageReader> newReader) = Read(source, options, progress, cancellation, wrap);
        return new PartImport(source, listing, options, newReader, progress, cancellation).Run();
    }

    private static void Check(ImportOptions options, bool isPart)
    {
        options.Check();
        if (isPart != options.Worker is not null)
        {
            throw new ArgumentException(isPart ? "ImportPart needs a Worker in its options."
                : "An import of all images has no Worker; ImportPart prepares the part of one.", nameof(options));
        }
    }

    private static ImageNetDataset Import(DatasetSource source, ImportOptions options,
        IProgress<ImportProgress>? progress, CancellationToken cancellation, Func<ImageReader, ImageReader> wrap)
    {
        (FolderListing listing, Func<ImageReader> newReader) = Read(source, options, progress, cancellation, wrap);
        if (options.IndexOnly)
            return Index(source, listing, options, newReader);
        StoreChoice choice = StoreChoice.Make(source, listing, options);
        options = options with { StoreFormat = choice.Format };
        return Prepare(source, listing, options, choice, newReader, progress, cancellation);
    }

    private static (FolderListing Listing, Func<ImageReader> NewReader) Read(DatasetSource source,
        ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellation,
        Func<ImageReader, ImageReader> wrap)
    {
        progress?.Report(new ImportProgress("Listing files", 0, 0, 0, TimeSpan.Zero));
        FolderListing listing = List(source, options, cancellation);

        // Errors before hours of decoding; checked again with the files that could be read.
        List<string> foreseen = [.. listing.Warnings];
        ClassList.Of(source.Path, listing with { Warnings = foreseen }, Candidates(listing));
        return (listing, () => wrap(listing.NewReader?.Invoke() ?? new FileImageReader(source.Root, options)));
    }

    /// <summary>Lists the files.</summary>
    internal static FolderListing List(DatasetSource source, ImportOptions options, CancellationToken cancellation)
    {
        if (!options.IndexOnly)
            CheckPlace(source, options);
        try
        {
            // Folders in it may be skipped without permission, it may not.
            if (!source.IsFile)
                _ = Directory.EnumerateFileSystemEntries(source.Path).Any();
            return LayoutCatalog.Read(new LayoutRequest(source, options, cancellation));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{source.Path}' cannot be listed: {e.Message}", e);
        }
    }

    internal static IReadOnlyList<SourceFile> Candidates(FolderListing listing) =>
        listing.Files.All(file => file.IsCandidate)
            ? listing.Files
            : [.. listing.Files.Where(file => file.IsCandidate)];

    private static ImageNetDataset Prepare(DatasetSource source, FolderListing listing, ImportOptions options,
        StoreChoice choice, Func<ImageReader> newReader,
        IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        StorePaths paths = StorePaths.For(source, options);
        if (ImportPlan.TryOpenUnchanged(source, listing, options, paths) is { } unchanged)
            return unchanged.ToDataset();
        using FileStream held = StoreLock.Take(paths, progress, cancellation);
        try
        {
            ImportPlan plan =
                ImportPlan.Compare(source, listing, options, PartialStore.Recover(paths, options.Force));
            if (plan.IsUnchanged)
            {
                // Of an import of other files that was killed.
                PartialStore.Clear(paths.Partial);
                return WithMeanImage(plan.Store!, options.Threads, progress, cancellation).ToDataset();
            }

            // Repairs survive an import with Force, which starts over for all else.
            IReadOnlyList<StoreEdit> edits = StoreManifest.EditsOf(paths);
            PreviousMean? previousMean = PreviousMean.Of(plan.Store);
            var means = new MeanAccumulator(ClassList.DrawSplits(listing.Files, options), options.ImageSize,
                options.LongestSide);
            FileResult[] results = new StorePreparation(paths.Partial, listing, options, newReader, plan.Previous,
                means, progress, cancellation)
                .Run(PartialStore.MakeReady(paths, plan.Identity(source, paths, options), plan.Previous));
            results = FileHashing.WithSkipped(results, listing.Files, newReader, options.Threads, cancellation);
            var contents =
                new StoreContents(source, listing, results, options, plan.Archives, edits, cancellation);
            PreparedStore published = new StoreCompletion(paths, options.Threads, progress, cancellation).Run(contents,
                choice, plan.Previous.Bytes, plan.Previous.SharedPixels, listing.Files, means, previousMean);
            // Windows deletes nothing that is open or mapped, so the previous store had to stay until now.
            plan.Store?.Dispose();
            PartialStore.DiscardPrevious(paths);
            return published.ToDataset();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorePreparation.FolderFailure(paths.Partial, e);
        }
    }

    // The mean image is the last file of an import: a killed one may lack it.
    private static PreparedStore WithMeanImage(PreparedStore store, int threads,
        IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        if (MeanUpdate.IsNeeded(store))
            new MeanUpdate(store, threads, progress, cancellation).Write(null, _ => null, null);
        return store;
    }

    private static ImageNetDataset Index(DatasetSource source, FolderListing listing, ImportOptions options,
        Func<ImageReader> newReader)
    {
        IReadOnlyList<SourceFile> files = Candidates(listing);
        List<string> classes = ClassList.Of(source.Path, listing, files);
        // Nothing is decoded, so only the names tell.
        if (UnreadClass.Of(files, _ => true) is { Count: > 0 } unread)
        {
            listing.Warnings.Add($"The format of all images of {FolderReader.Count(unread.Count, "class")} is not read, "
                + $"by their names: {NameText.List([.. unread.Select(one => $"{one.Name} ({one.Format})")])}. Convert "
                + "them to JPEG or PNG.");
        }

        Dictionary<string, int> labels = classes.Select((name, label) => (name, label))
            .ToDictionary(c => c.name, c => c.label, StringComparer.Ordinal);
        SplitName[] splits = ClassList.DrawSplits(files, options);
        GroupReport.Add(listing.Warnings, files, splits, options);
        List<ImageSample>[] parts = [[], [], []];
        for (int i = 0; i < files.Count; i++)
        {
            parts[(int)splits[i]].Add(
                new ImageSample(i, source.Root, files[i].RelativePath, labels[files[i].ClassName], files[i].ClassName,
                    files[i].Group, files[i].Properties));
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
            Grouping = options.Grouping,
            Drawn = DrawnSplit.Of(ClassList.DrawnSplits(files, options), options.ValidationFraction,
                options.TestFraction),
            ClassMap = listing.ClassMap is { } map ? new ClassMap(map) : null,
            Corrections = listing.Corrections ?? 0,
            Skipped = [.. listing.Files.Where(file => !file.IsCandidate).Select(file => new SkippedFile(
                FileNames.Join(source.Root, file.RelativePath), StorePreparation.ReasonOf(file)))],
            Warnings = listing.Warnings,
            Descriptions = listing.Descriptions,
            FileHashes = stop => FileHashing.Of(files, newReader, options.Threads, stop),
            CacheKey = () => CacheKey.Of(source, listing, options, newReader),
        };
        return new ImageNetDataset(info, classes, parts[0], parts[1], parts[2], new FilePixelSource(files, newReader));
    }

    private static void CheckPlace(DatasetSource source, ImportOptions options)
    {
        if (options.CachePath is { Length: > 0 } cache && UnreachableName.Device(cache) is string device)
            throw new DatasetException($"'{device}' is a device of Windows, not a folder. Use another CachePath.");
        StorePaths store = StorePaths.For(source, options);
        IEnumerable<string> folders = source.Splits is { } splits
            ? splits.All.Select(split => split.Path).Where(Directory.Exists)
            : source.IsFile ? [] : [source.Path];
        if (folders.FirstOrDefault(folder => FileNames.IsBelow(folder, store.Store)) is { } own)
        {
            throw new DatasetException($"The prepared images would be in '{store.Store}', inside the images' own "
                + $"folder, and be imported as a class. Use a CachePath outside '{own}'.");
        }
    }
}
