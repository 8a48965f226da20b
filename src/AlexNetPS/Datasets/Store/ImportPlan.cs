using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Layouts.Archives;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store;

/// <summary>What an import has to do: the listing compared with the existing store.</summary>
/// <param name="Store">The existing store; null for none.</param>
/// <param name="Archives">Identity of each archive, by relative path.</param>
/// <param name="IsUnchanged">Whether the store is that of the listing and the options.</param>
/// <param name="Previous">Images that are reused.</param>
internal sealed record ImportPlan(PreparedStore? Store, IReadOnlyDictionary<string, string> Archives, bool IsUnchanged,
    PreviousImages Previous)
{
    /// <summary>Compares a listing with the existing store.</summary>
    public static ImportPlan Compare(DatasetSource source, FolderListing listing, ImportOptions options,
        PreparedStore? store)
    {
        IReadOnlyDictionary<string, string> archives = ArchiveIdentity.Of(source.Root, listing.Files);
        HashSet<string> changed = ArchiveIdentity.Changed(archives, store?.Manifest.Archives);
        bool unchanged = changed.Count == 0 && IsOf(store, listing, options);
        return new(store, archives, unchanged,
            unchanged ? new(null, listing, options.Limits, []) : new(store, listing, options.Limits, changed));
    }

    /// <summary>
    /// Opens a store that the import leaves as it is; null if there is something to write. This needs no lock, so the
    /// disk may be read-only, and another import may be writing.
    /// </summary>
    public static PreparedStore? TryOpenUnchanged(DatasetSource source, FolderListing listing, ImportOptions options,
        StorePaths paths)
    {
        if (options.Force || PreparedStore.TryOpen(paths.Store) is not { } store)
            return null;
        if (ArchiveIdentity.Changed(ArchiveIdentity.Of(source.Root, listing.Files), store.Manifest.Archives).Count == 0
            && IsOf(store, listing, options) && store.IsCurrent()
            && (!(PartialStore.HasRemains(paths) || MeanUpdate.IsNeeded(store)) || !StoreLock.CanTake(paths)))
        {
            return store;
        }

        store.Dispose();
        return null;
    }

    /// <summary>Whether a store is that of the listing and the options, apart from archives.</summary>
    public static bool IsOf([NotNullWhen(true)] PreparedStore? store, FolderListing listing, ImportOptions options) =>
        store is not null && store.IsOf(listing.Files) && store.Manifest.Limits == options.Limits
            && store.IsLabeledAs(listing, options);

    /// <summary>Text that is equal if an interrupted import can be continued by this one.</summary>
    public string Identity(DatasetSource source, StorePaths paths, ImportOptions options)
    {
        string folder = FileNames.Key(source.Identity), store = FileNames.Key(Path.GetFileName(paths.Store));
        string archives = string.Join(',', Archives.Values);
        string looks = options.GroupNearDuplicates ? "|looks" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{folder}|{store}|{options.Limits}|{archives}{looks}");
    }
}
