using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Layouts.Groups;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Datasets.Store.Parts;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>What an import would do, and what it needs. Files are listed, not read; nothing is written.</summary>
public sealed record ImportPreview
{
    /// <inheritdoc/>
    public override string ToString() => TerminalText.OfLine(FormattableString.Invariant(
        $"{Name}: {TrainImages + ValidationImages + TestImages:N0} images, {Classes:N0} classes"));

    /// <summary>Name of the dataset.</summary>
    public required string Name { get; init; }

    /// <summary>The folder, list or archive.</summary>
    public required string SourcePath { get; init; }

    /// <summary>Layout of the source.</summary>
    public required string Layout { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Number of training images.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Number of validation images.</summary>
    public required int ValidationImages { get; init; }

    /// <summary>Number of test images.</summary>
    public required int TestImages { get; init; }

    /// <summary>Files that would be skipped without being read: empty files, faulty entries of a list.</summary>
    public required int Skipped { get; init; }

    /// <summary>
    /// Images that would be decoded, with a worker those of its part; the others are in the store of an earlier import.
    /// </summary>
    public required int ToDecode { get; init; }

    /// <summary>Folder that would hold the prepared images, of all or of the worker; null with IndexOnly.</summary>
    public string? StoreFolder { get; init; }

    /// <summary>Format of the store; null with IndexOnly.</summary>
    public StoreFormat? StoreFormat { get; init; }

    /// <summary>Reason for the format.</summary>
    public string StoreFormatReason { get; init; } = "";

    /// <summary>Estimated disk space of the images to decode, in bytes.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>Free space on the disk of the store, in bytes; null if the system does not report it.</summary>
    public long? FreeDiskBytes { get; init; }

    /// <summary>Warnings about the source.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Returns what an import would do; its checks are made.</summary>
    /// <param name="path">The folder, list or archive.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="cancellation">Cancels the listing.</param>
    /// <inheritdoc cref="ImageNetImporter.Import(string, ImportOptions?, IProgress{ImportProgress}?,
    /// CancellationToken)" path="/exception"/>
    public static ImportPreview Of(string path, ImportOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new();
        options.Check();
        return Of(DatasetSource.At(path), options, cancellation);
    }

    /// <summary>Returns what an import of a path or several for each split would do.</summary>
    /// <param name="paths">The paths.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="cancellation">Cancels the listing.</param>
    /// <inheritdoc cref="ImageNetImporter.Import(SplitPaths, ImportOptions?, IProgress{ImportProgress}?,
    /// CancellationToken)" path="/exception"/>
    public static ImportPreview Of(SplitPaths paths, ImportOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        options ??= new();
        options.Check();
        return Of(DatasetSource.Of(paths), options, cancellation);
    }

    private static ImportPreview Of(DatasetSource source, ImportOptions options, CancellationToken cancellation)
    {
        FolderListing listing = ImageNetImporter.List(source, options, cancellation);
        IReadOnlyList<SourceFile> files = ImageNetImporter.Candidates(listing);
        List<string> warnings = [.. listing.Warnings];
        List<string> classes = ClassList.Of(source.Path, listing with { Warnings = warnings }, files);
        SplitName[] splits = ClassList.DrawSplits(files, options);
        GroupReport.Add(warnings, files, splits, options);
        var preview = new ImportPreview
        {
            Name = TerminalText.OfLine(source.Name),
            SourcePath = source.Path,
            Layout = listing.Layout,
            Classes = classes.Count,
            TrainImages = splits.Count(split => split == SplitName.Train),
            ValidationImages = splits.Count(split => split == SplitName.Validation),
            TestImages = splits.Count(split => split == SplitName.Test),
            Skipped = listing.Files.Count - files.Count,
            ToDecode = 0,
            DiskBytes = 0,
            Warnings = new ReadableList<string>(warnings),
        };
        return options.IndexOnly ? preview
            : options.Worker is { } worker ? preview.WithPart(source, listing, options, worker)
            : preview.WithStore(source, listing, options);
    }

    private ImportPreview WithPart(DatasetSource source, FolderListing listing, ImportOptions options,
        ImportWorker worker)
    {
        PartPaths paths = PartPaths.Of(StorePaths.For(source, options), worker);
        SourceFile[] share = listing.Files.ToArray()[WorkerShare.Of(listing.Files, worker)];
        var import = new PartImport(source, listing, options, () => new FileImageReader(source.Root, options), null,
            CancellationToken.None);
        int toDecode = import.FindUnchanged() is null ? share.Count(file => file.IsCandidate) : 0;
        return this with
        {
            StoreFolder = paths.Folder,
            StoreFormat = options.StoreFormat,
            StoreFormatReason = StoreChoice.Requested,
            ToDecode = toDecode,
            DiskBytes = (long)StoreSize.Needed(listing with { Files = share }, options, toDecode),
            FreeDiskBytes = DiskSpace.OfExisting(paths.Folder),
        };
    }

    private ImportPreview WithStore(DatasetSource source, FolderListing listing, ImportOptions options)
    {
        StoreChoice choice = StoreChoice.Make(source, listing, options);
        options = options with { StoreFormat = choice.Format };
        StorePaths paths = StorePaths.For(source, options);
        int toDecode = listing.Files.Count(file => file.IsCandidate);
        (int Train, int Validation, int Test) counts = (TrainImages, ValidationImages, TestImages);
        if (!options.Force && PreparedStore.TryOpen(paths.Store) is PreparedStore store)
        {
            using (store)
            {
                ImportPlan plan = ImportPlan.Compare(source, listing, options, store);
                // Those of the store have its repairs.
                if (plan.IsUnchanged)
                    counts = (store.Manifest.Train, store.Manifest.Validation, store.Manifest.Test);
                toDecode = plan.IsUnchanged ? 0
                    : listing.Files.Count(file => file.IsCandidate && plan.Previous.Find(file) is null);
            }
        }

        return this with
        {
            TrainImages = counts.Train,
            ValidationImages = counts.Validation,
            TestImages = counts.Test,
            StoreFolder = paths.Store,
            StoreFormat = choice.Format,
            StoreFormatReason = choice.Reason,
            ToDecode = toDecode,
            DiskBytes = toDecode == 0 ? 0 : (long)StoreSize.Needed(listing, options, toDecode),
            FreeDiskBytes = DiskSpace.OfExisting(paths.Store),
        };
    }
}
