using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Store.Shards;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;

namespace AlexNetPS.Datasets.Store.Parts;

/// <summary>
/// Prepares a worker's share of a listing in the folder of its part. The journal stays in it, so that another import of
/// the part, after a kill or a change of the source, decodes only what is missing.
/// </summary>
internal sealed class PartImport(DatasetSource source, FolderListing listing, ImportOptions options,
    Func<ImageReader> newReader, IProgress<ImportProgress>? progress, CancellationToken cancellation)
{
    private readonly JointImport _import = JointImport.Of(source, listing, options);
    private readonly PartPaths _paths = PartPaths.Of(StorePaths.For(source, options), options.Worker!);

    public ImageNetStorePart Run()
    {
        if (FindUnchanged() is { } complete)
            return complete;
        Hold();
        return new ImageNetStorePart(_paths.Folder);
    }

    /// <summary>Returns the part if it is there as it would be prepared now.</summary>
    public ImageNetStorePart? FindUnchanged()
    {
        if (options.Force || !File.Exists(_paths.Manifest))
            return null;
        var part = new ImageNetStorePart(_paths.Folder);
        return part.Manifest is { TryAgain: false } manifest && manifest.Import.Difference(_import) is null
            && part.ReadFiles() is not null ? part : null;
    }

    private void Hold()
    {
        using FileStream held = StoreLock.Take(_paths.Held, progress, cancellation);
        try
        {
            // Another process may have made it meanwhile.
            if (FindUnchanged() is null)
                Write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorePreparation.FolderFailure(_paths.Images, e);
        }
    }

    private void Write()
    {
        var none = new PreviousImages(null, listing, options.Limits, []);
        string identity = new ImportPlan(null, _import.Archives, false, none)
            .Identity(source, StorePaths.For(source, options), options);
        File.Delete(_paths.Manifest);
        if (options.Force || !ImportJournal.IsOf(_paths.Images.Journal, identity))
            _paths.Clear();
        TemporaryName.DeleteFiles(_paths.Folder);

        Range range = WorkerShare.Of(listing.Files, options.Worker!);
        SplitName[] splits = ClassList.DrawSplits(listing.Files, options)[range];
        SourceFile[] files = listing.Files.ToArray()[range];
        var means = new MeanAccumulator(splits, options.ImageSize, options.LongestSide);
        FileResult[] results = new StorePreparation(_paths.Images, listing with { Files = files }, options, newReader,
            none, means, progress, cancellation).Run(identity);
        results = FileHashing.WithSkipped(results, files, newReader, options.Threads, cancellation);

        bool hasSums = WriteSums(means);
        PartFile[] records =
            [.. files.Select((file, i) => new PartFile(file, results[i], hasSums && means.Contains(i)))];
        FileReplacement.Write(_paths.Files, file => PartFile.WriteAll(file, records));
        var manifest = new PartManifest
        {
            Worker = options.Worker!,
            Images = results.Count(result => result.Image is not null),
            Skipped = results.Count(result => result.Image is null),
            TryAgain = results.Any(result => result.Length == FileResult.TryAgain),
            FilesChecksum = ShardFiles.Checksum(_paths.Files),
            SumsChecksum = hasSums ? ShardFiles.Checksum(_paths.Sums) : null,
            Import = _import,
        };
        FileReplacement.Write(_paths.Manifest, manifest.Write);
    }

    /// <summary>Writes the sums; returns whether there are any: images of several frames have no mean image.</summary>
    private bool WriteSums(MeanAccumulator means)
    {
        if (means.Frame is not MeanFrame frame || means.Total(frame) is not { } sums)
        {
            File.Delete(_paths.Sums);
            return false;
        }

        FileReplacement.Write(_paths.Sums,
            file => NpyFile.Write<long>(file, "<i8", sums, frame.Height, frame.Width, frame.Channels));
        return true;
    }
}
