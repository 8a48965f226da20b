using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store;

/// <summary>The folder that an import fills next to the store, and its renaming to the store.</summary>
/// <remarks>
/// The store is valid at all times. A partial store with a manifest and no journal is complete and only needs to be
/// renamed; any other is resumed from its journal, or cleared if the journal has another source or other options.
/// </remarks>
internal static class PartialStore
{
    /// <summary>Prepares the partial store for writing.</summary>
    /// <param name="paths">The store to be replaced.</param>
    /// <param name="identity">Key that must match for an interrupted import to be resumed.</param>
    /// <param name="previous">Images of the existing store.</param>
    /// <returns>Identity for the journal.</returns>
    public static string MakeReady(StorePaths paths, string identity, PreviousImages previous)
    {
        StorePaths partial = paths.Partial;
        if (Directory.Exists(partial.Store))
            TemporaryName.DeleteFiles(partial.Store);
        string? appending = previous.AppendIdentity is { } after ? identity + after : null;
        if (appending is not null && ImportJournal.IsOf(partial.Journal, appending) && previous.TryShare(partial))
            return appending;
        if (ImportJournal.IsOf(partial.Journal, identity))
            return identity;
        Clear(partial);
        Directory.CreateDirectory(partial.Store);
        return appending is not null && previous.IsMostlyAlive && previous.TryShare(partial) ? appending : identity;
    }

    /// <summary>
    /// Publishes a partial store that was completed by a killed import, removes the remains of such an import, and
    /// opens the store.
    /// </summary>
    /// <param name="paths">The store.</param>
    /// <param name="force">Whether the import starts from scratch.</param>
    /// <returns>The store; null if there is none that can be used, or with <paramref name="force"/>.</returns>
    public static PreparedStore? Recover(StorePaths paths, bool force)
    {
        if (File.Exists(paths.Partial.Manifest) && !File.Exists(paths.Partial.Journal))
            Publish(paths);
        DiscardPrevious(paths);
        if (!force)
            return PreparedStore.TryOpen(paths.Store);
        Clear(paths.Partial);
        return null;
    }

    /// <summary>Removes renamed previous stores, except those in use on Windows.</summary>
    public static void DiscardPrevious(StorePaths paths)
    {
        foreach (string aside in Previous(paths).ToArray())
            Discard(aside);
    }

    /// <summary>Whether a killed import has left folders.</summary>
    public static bool HasRemains(StorePaths paths) =>
        Directory.Exists(paths.Partial.Store) || Previous(paths).Any();

    private static IEnumerable<string> Previous(StorePaths paths) => Directory.EnumerateDirectories(
        Path.GetDirectoryName(paths.Store)!, Path.GetFileName(paths.Store) + ".old-*");

    /// <summary>Renames the partial store to the store. A previous store is renamed first and removed last.</summary>
    public static void Publish(StorePaths paths)
    {
        string aside = StoreRemains.NewAside(paths);
        try
        {
            File.Delete(paths.Partial.Loose);
            if (Directory.Exists(paths.Store))
                StepAside(paths, aside);
            Directory.Move(paths.Partial.Store, paths.Store);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"The prepared store '{paths.Store}' cannot be replaced: {e.Message} Close the "
                + "programs that use it and import again.", e);
        }

        Discard(aside);
    }

    /// <summary>
    /// Renames the store's folder. Windows rejects that while a file in it is open or mapped, such as by a dataset in
    /// use.
    /// </summary>
    private static void StepAside(StorePaths paths, string aside)
    {
        try
        {
            Directory.Move(paths.Store, aside);
        }
        catch (Exception e)
            when (OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            MoveFiles(paths, aside);
        }
    }

    /// <summary>
    /// Moves the files one by one: files that are open for reading can be renamed. The manifest goes first, so that the
    /// remains of a killed import are not mistaken for a complete store.
    /// </summary>
    internal static void MoveFiles(StorePaths paths, string aside)
    {
        Directory.CreateDirectory(aside);
        IEnumerable<string> others = Directory.GetFiles(paths.Store).Where(file => file != paths.Manifest);
        foreach (string file in others.Prepend(paths.Manifest))
            File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
        Directory.Delete(paths.Store);
    }

    /// <summary>
    /// Removes everything, the manifest first, so that the remains of a killed import are not mistaken for a complete
    /// store.
    /// </summary>
    public static void Clear(StorePaths partial)
    {
        if (!Directory.Exists(partial.Store))
            return;
        File.Delete(partial.Manifest);
        Directory.Delete(partial.Store, recursive: true);
    }

    private static void Discard(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It may still be mapped (Windows): it takes disk space, but does no harm.
        }
    }
}
