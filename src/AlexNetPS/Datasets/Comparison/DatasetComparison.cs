using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Comparison;

/// <summary>Compares two datasets image by image.</summary>
/// <remarks>
/// An image is its content, the SHA-256 of its file. Images of the same path and content are one image; of the others,
/// those of the same content, first those of the same file name; of the rest, those of the same path, whose content has
/// changed. So a file that was moved to the folder of another class is relabeled, not removed and added.
/// </remarks>
public static class DatasetComparison
{
    /// <summary>Returns the differences, by kind and then by path.</summary>
    /// <param name="reference">The dataset that was there before.</param>
    /// <param name="difference">The dataset that is there now.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="cancellation">Cancels reading the files of a dataset without a store.</param>
    /// <exception cref="DatasetException">A store of an earlier version has no hashes.</exception>
    public static IReadOnlyList<DatasetChange> Compare(ImageNetDataset reference, ImageNetDataset difference,
        ComparisonOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(difference);
        options ??= new();
        ComparedImage[] before = Images(reference, options.ReferenceSplit, cancellation),
            after = Images(difference, options.DifferenceSplit, cancellation);
        int?[] partners = new ImageMatching(before, after).Run();
        var changes = new List<DatasetChange>();
        bool[] paired = new bool[after.Length];
        var missing = new UndecodedImages(reference, difference);
        var extra = new UndecodedImages(difference, reference);
        for (int i = 0; i < before.Length; i++)
        {
            if (partners[i] is int partner)
            {
                paired[partner] = true;
                changes.AddRange(Differences(before[i], after[partner])
                    .Where(kind => options.IncludeEqual || kind != ChangeKind.Equal)
                    .Select(kind => new DatasetChange(kind, before[i], after[partner])));
            }
            else if (missing.IsImage(before[i].Sample))
            {
                changes.Add(new(ChangeKind.Removed, before[i], null));
            }
        }

        for (int i = 0; i < after.Length; i++)
        {
            if (!paired[i] && extra.IsImage(after[i].Sample))
                changes.Add(new(ChangeKind.Added, null, after[i]));
        }

        Dictionary<ChangeKind, int> totals = changes.CountBy(change => change.Change).ToDictionary();
        return changes.OrderBy(change => change.Change).ThenBy(change => change.RelativePath, StringComparer.Ordinal)
            .Select(change => change with { Total = totals[change.Change] }).ToReadable();
    }

    /// <summary>
    /// Lists a folder, list or archive for a comparison, or opens a store. Nothing is decoded or written.
    /// </summary>
    /// <param name="path">A path that can be imported, or a store.</param>
    /// <param name="other">
    /// The dataset that it is compared with: held-out fractions, seed, class map and selection of its store are used,
    /// so that a folder is compared with its own store. Null for the defaults.
    /// </param>
    /// <param name="cancellation">Cancels the listing.</param>
    /// <exception cref="DatasetException">The path cannot be imported.</exception>
    public static ImageNetDataset Open(string path, ImageNetDataset? other = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return ImageNetDataset.IsStore(path)
            ? ImageNetDataset.Open(path)
            : ImageNetImporter.Import(path, OptionsOf(other), null, cancellation);
    }

    private static ImportOptions OptionsOf(ImageNetDataset? other)
    {
        var options = new ImportOptions { IndexOnly = true };
        if (other?.StorePath is not { } folder)
            return options;
        StoreManifest store = StoreManifest.Read(new StorePaths(folder).Manifest);
        return options with
        {
            ValidationFraction = store.ValidationFraction,
            TestFraction = store.TestFraction,
            Seed = store.Seed,
            ClassMap = store.ClassMap ?? options.ClassMap,
            Selection = store.Selection ?? options.Selection,
        };
    }

    private static ComparedImage[] Images(ImageNetDataset dataset, SplitName? split, CancellationToken cancellation)
    {
        ContentHash[]? hashes = dataset.FileHashes(cancellation);
        if (hashes is null || Array.Exists(hashes, hash => !hash.IsKnown))
        {
            throw new DatasetException($"The store '{dataset.StorePath}' is of an earlier version and has no hashes of "
                + "its files, by which images are compared. Import its source again with Force.");
        }

        return [.. dataset.Images.Where(image => split is null || image.Split == split)
            .OrderBy(image => image.Sample.Index)
            .Select(image => new ComparedImage(image.Split, image.Sample, hashes[image.Sample.Index]))];
    }

    private static IEnumerable<ChangeKind> Differences(ComparedImage before, ComparedImage after)
    {
        bool differs = false;
        foreach ((ChangeKind kind, bool isSo) in ((ChangeKind, bool)[])
        [
            (ChangeKind.Changed, !before.Hash.Equals(after.Hash)),
            (ChangeKind.Relabeled, before.Sample.Label != after.Sample.Label),
            (ChangeKind.MovedSplit, before.Split != after.Split),
        ])
        {
            differs |= isSo;
            if (isSo)
                yield return kind;
        }

        if (!differs)
        {
            yield return before.Sample.RelativePath == after.Sample.RelativePath
                ? ChangeKind.Equal
                : ChangeKind.Renamed;
        }
    }
}
