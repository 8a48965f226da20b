using AlexNetPS.Datasets.Store;
using AlexNetPS.Datasets.Store.Edits;

namespace AlexNetPS.Datasets.Health.Repairs;

/// <summary>
/// Repairs leakage and duplicates in a prepared store: images move to another split or are dropped. Source files are not
/// touched, nothing is decoded again, and what was done can be undone.
/// </summary>
public static class DatasetRepair
{
    /// <summary>Returns what a repair would do. Nothing is changed.</summary>
    /// <param name="storePath">A store's folder.</param>
    /// <param name="options">What to repair.</param>
    /// <param name="progress">Reported about four times per second.</param>
    /// <param name="cancellation">Stops after the images in progress.</param>
    /// <exception cref="DatasetException">The store cannot be opened, or does not know the hashes of its
    /// files.</exception>
    /// <exception cref="ArgumentException">A kind of finding cannot be repaired.</exception>
    public static RepairPlan Plan(string storePath, RepairOptions options, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        PreparedStore store = Open(storePath);
        if (store.Manifest.Sha256 is null)
        {
            throw new DatasetException($"'{storePath}' was written by an earlier version, without the hashes by which "
                + "a repair knows its images. Import its source again with -Force.");
        }

        bool isNear = options.Kinds.Any(kind => kind is FindingKind.NearLeakage or FindingKind.NearDuplicate);
        var health = new HealthOptions
        {
            MaximumDistance = isNear ? options.MaximumDistance : -1,
            Threads = options.Threads,
        };
        health.Check();
        HealthSubject subject =
            new ImageInspection(store.ToDataset(), health, progress, cancellation) { Verifies = false }.Run();
        return new RepairPlanning(store, subject, options).Run();
    }

    /// <summary>Does what was planned, for all groups or some.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="groups">Groups of the plan.</param>
    /// <param name="progress">Reported about four times per second.</param>
    /// <param name="cancellation">Stops; the store is then as it was.</param>
    /// <returns>The images that changed.</returns>
    /// <exception cref="DatasetException">The store has changed since, or cannot be written.</exception>
    public static IReadOnlyList<RepairedImage> Apply(RepairPlan plan, IReadOnlyCollection<RepairGroup> groups,
        IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (groups.Count == 0)
            return [];
        StoreRewriting.Run(plan.Store, store => store.Manifest.Sha256 == plan.Sha256
            ? [.. store.Manifest.Edits ?? [], .. groups.SelectMany(group => group.Edits)]
            : throw new DatasetException($"'{plan.Store}' was changed by another import or repair meanwhile. Nothing was "
                + "repaired; repair it again."), progress, cancellation);
        return [.. groups.SelectMany(group => group.Images)];
    }

    /// <summary>Returns the images that undoing repairs would restore. Nothing is changed.</summary>
    /// <param name="storePath">A store's folder.</param>
    /// <param name="kinds">Kinds of findings whose repairs are undone; null for all.</param>
    /// <exception cref="DatasetException">The store cannot be opened.</exception>
    public static IReadOnlyList<RepairedImage> Undoable(string storePath, IReadOnlyCollection<FindingKind>? kinds = null)
    {
        using PreparedStore store = Open(storePath);
        IReadOnlyList<StoreEdit> edits = store.Manifest.Edits ?? [], left = Left(edits, kinds);
        EditedSplits after = EditedSplits.Of(left, [.. store.Rows.Select(row => (row.Path, row.ClassName))],
            Drawn(store, edits), null);
        var reasons = edits.Except(left).GroupBy(edit => edit.Path)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        return [.. store.Rows.Index().Where(row => row.Item.Split != after.Splits[row.Index]
                && reasons.ContainsKey(row.Item.Path))
            .Select(row => (row.Item, To: after.Splits[row.Index], Edit: reasons[row.Item.Path]))
            .Select(row => new RepairedImage(Formats.Files.FileNames.Join(store.Manifest.Source, row.Item.Path),
                RepairAction.Restored, row.Item.Split, row.To,
                Enum.TryParse(row.Edit.Kind, out FindingKind kind) ? kind : FindingKind.Duplicate, row.Edit.Group,
                row.Item.ClassName, $"repair of {row.Edit.Kind} undone"))];
    }

    /// <summary>Undoes repairs: their images are where the import put them.</summary>
    /// <param name="storePath">A store's folder.</param>
    /// <param name="kinds">Kinds of findings whose repairs are undone; null for all.</param>
    /// <param name="progress">Reported about four times per second.</param>
    /// <param name="cancellation">Stops; the store is then as it was.</param>
    /// <exception cref="DatasetException">The store cannot be opened or written.</exception>
    public static void Undo(string storePath, IReadOnlyCollection<FindingKind>? kinds = null,
        IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default) =>
        StoreRewriting.Run(storePath, store => Left(store.Manifest.Edits ?? [], kinds), progress, cancellation);

    private static StoreEdit[] Left(IReadOnlyList<StoreEdit> edits, IReadOnlyCollection<FindingKind>? kinds) =>
        kinds is null ? [] : [.. edits.Where(edit => !kinds.Any(kind => kind.ToString() == edit.Kind))];

    private static SplitName[] Drawn(PreparedStore store, IReadOnlyList<StoreEdit> edits) =>
        StoreRewriting.DrawnSplits(store, edits);

    private static PreparedStore Open(string storePath)
    {
        try
        {
            return PreparedStore.Open(storePath);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{storePath}' cannot be opened as a prepared dataset: {e.Message} Import its "
                + "folder of images again.", e);
        }
    }
}
