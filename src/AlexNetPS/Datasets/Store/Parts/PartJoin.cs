using System.Diagnostics;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Layouts.Archives;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Store.Edits;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Store.Parts;

/// <summary>
/// Makes the store that one import would have made of the parts of all workers. Images are copied, one at a time.
/// </summary>
internal sealed class PartJoin
{
    private static readonly TimeSpan _reportInterval = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<ImageNetStorePart> _parts;
    private readonly JointImport _import;
    private readonly ImportOptions _options;
    private readonly StorePaths _paths;
    private readonly JoinOptions _joining;
    private readonly IProgress<ImportProgress>? _progress;
    private readonly CancellationToken _cancellation;

    public PartJoin(IEnumerable<ImageNetStorePart> parts, JoinOptions joining, IProgress<ImportProgress>? progress,
        CancellationToken cancellation)
    {
        _parts = PartSet.Of(parts);
        _import = _parts[0].Manifest!.Import;
        _options = _import.ToOptions();
        _options.Check();
        string store = _parts[0].StorePath;
        _paths = new StorePaths(joining.CachePath is { } path
            ? Path.Combine(Path.GetFullPath(path), Path.GetFileName(store))
            : store);
        (_joining, _progress, _cancellation) = (joining, progress, cancellation);
    }

    public ImageNetDataset Run()
    {
        PartFile[][] files = [.. _parts.Select(part => part.RequireFiles())];
        FolderListing listing =
            _import.ToListing([.. files.SelectMany(part => part).Select(file => file.Source)]);
        using FileStream held = StoreLock.Take(_paths, _progress, _cancellation);
        try
        {
            ImageNetDataset dataset = (Unchanged(listing) ?? WriteOrClear(listing, files)).ToDataset();
            if (_joining.RemoveParts)
                Remove();
            return dataset;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"Joining the parts in '{_paths.Store}' failed: {e.Message.TrimEnd('.')}. "
                + $"{(DiskSpace.IsFull(e) ? "Free disk space and join" : "Join")} them again: they are as they were.",
                e);
        }
    }

    /// <summary>The store that is there, if it is that of the parts.</summary>
    private PreparedStore? Unchanged(FolderListing listing)
    {
        if (PartialStore.Recover(_paths, _joining.Force) is not { } store)
            return null;
        if (ImportPlan.IsOf(store, listing, _options) && !MeanUpdate.IsNeeded(store)
            && ArchiveIdentity.Changed(_import.Archives, store.Manifest.Archives).Count == 0)
        {
            PartialStore.Clear(_paths.Partial);
            return store;
        }

        store.Dispose();
        return null;
    }

    /// <summary>Writes the store. Nothing could be continued, so a failure leaves no half of it.</summary>
    private PreparedStore WriteOrClear(FolderListing listing, PartFile[][] files)
    {
        try
        {
            return Write(listing, files);
        }
        catch
        {
            FileReplacement.Quietly(() => PartialStore.Clear(_paths.Partial));
            throw;
        }
    }

    private PreparedStore Write(FolderListing listing, PartFile[][] files)
    {
        IReadOnlyList<StoreEdit> edits = StoreManifest.EditsOf(_paths);
        PartialStore.Clear(_paths.Partial);
        Directory.CreateDirectory(_paths.Partial.Store);
        CheckFreeSpace(files);
        // A partial store with a journal is not complete.
        ImportJournal.Open(_paths.Partial.Journal, "joining parts", []).Dispose();

        bool copies = _import.StoreFormat == StoreFormat.Npy;
        using var images = new PartImages(_parts, copies ? FileOptions.SequentialScan : FileOptions.RandomAccess);
        FileResult[] results =
            [.. files.SelectMany((part, index) => part.Select(file => images.Place(file.Result, index)))];
        if (copies)
            CopyPixels(results, images);
        var contents = new StoreContents(_import.ToSource(), listing, results, _options, _import.Archives, edits,
            _cancellation);
        var choice = new StoreChoice(_import.StoreFormat, StoreChoice.Requested);
        PreparedStore store = new StoreCompletion(_paths, _options.Threads, _progress, _cancellation)
            .Run(contents, choice, images.Bytes, null, listing.Files, Means(files), null);
        PartialStore.DiscardPrevious(_paths);
        return store;
    }

    private void CopyPixels(FileResult[] results, PartImages images)
    {
        using var pixels = new PixelAppender(_paths.Partial.Pixels, 0);
        byte[] buffer = [];
        long start = Stopwatch.GetTimestamp(), reported = start;
        for (int i = 0; i < results.Length; i++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (results[i].Image is { } image)
            {
                long offset = pixels.Append(images.Bytes(image, ref buffer));
                results[i] = results[i] with { Image = image with { Shard = StoredImage.Loose, Offset = offset } };
            }

            if (Stopwatch.GetElapsedTime(reported) < _reportInterval)
                continue;
            reported = Stopwatch.GetTimestamp();
            double rate = (i + 1) / Stopwatch.GetElapsedTime(start).TotalSeconds;
            _progress?.Report(new ImportProgress("Copying images", i + 1, results.Length, rate,
                TimeSpan.FromSeconds((results.Length - i - 1) / rate)));
        }

        if (pixels.Lost() is { } lost)
            throw lost;
        pixels.Complete();
    }

    private MeanAccumulator Means(PartFile[][] files)
    {
        var means = new MeanAccumulator(new SplitName[files.Sum(part => part.Length)], _options.ImageSize,
            _options.LongestSide);
        int first = 0;
        for (int i = 0; i < files.Length; first += files[i++].Length)
        {
            if (_parts[i].ReadSums() is { } sums)
            {
                means.Add(sums, files[i].Index().Where(file => file.Item.IsSummed)
                    .Select(file => first + file.Index));
            }
        }

        return means;
    }

    private void CheckFreeSpace(PartFile[][] files)
    {
        long needed = files.Sum(part => part.Sum(file => file.Result.Image?.Length ?? 0L));
        long free = _options.FreeSpace(_paths.Partial.Store);
        if (needed > free)
        {
            throw new DatasetException($"The store needs about {ByteText.Of(needed)}, and '{_paths.Partial.Store}' has "
                + $"{ByteText.Of(free)} free. Use another CachePath.");
        }
    }

    private void Remove()
    {
        foreach (ImageNetStorePart part in _parts)
            part.Delete();
    }
}
