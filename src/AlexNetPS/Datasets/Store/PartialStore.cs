namespace AlexNetPS.Datasets.Store;

/// <summary>The folder that an import fills beside the store, and how it takes the store's name.</summary>
/// <remarks>
/// The store is valid at every moment. A partial store with a manifest and no journal is complete and only waits for
/// its name; any other is continued by its journal, or cleared when that is of another source or other options.
/// </remarks>
internal static class PartialStore
{
    /// <summary>Makes the partial store ready to be filled.</summary>
    /// <param name="paths">The store that is to be replaced.</param>
    /// <param name="identity">What must be the same for an interrupted import to be continued.</param>
    /// <param name="previous">What the store knows.</param>
    /// <returns>The identity for the journal.</returns>
    public static string MakeReady(StorePaths paths, string identity, PreviousImages previous)
    {
        StorePaths partial = paths.Partial;
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
    /// Gives a partial store that was completed by a killed import its name, and removes what such an import left.
    /// </summary>
    public static void Recover(StorePaths paths)
    {
        if (File.Exists(paths.Partial.Manifest) && !File.Exists(paths.Partial.Journal))
            Publish(paths);
        DiscardPrevious(paths);
    }

    /// <summary>Removes previous stores that stepped aside, but for those that are in use on Windows.</summary>
    public static void DiscardPrevious(StorePaths paths)
    {
        string pattern = Path.GetFileName(paths.Store) + ".old-*";
        foreach (string aside in Directory.EnumerateDirectories(Path.GetDirectoryName(paths.Store)!, pattern))
            Discard(aside);
    }

    /// <summary>Gives the partial store its name; a previous store steps aside first and is removed last.</summary>
    public static void Publish(StorePaths paths)
    {
        string aside = $"{paths.Store}.old-{Guid.NewGuid():N}";
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
    /// Gives the store's folder another name. Windows refuses that while a file in it is open or mapped, as by a
    /// dataset in use.
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
    /// Moves the files one by one: their readers let them be renamed. The manifest goes first, so that what a kill
    /// leaves is not taken for a complete store.
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
    /// Removes everything; the manifest first, so that what a kill leaves is not taken for a complete store.
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
            // A map of it may still be open (Windows): it takes room, but does no harm.
        }
    }
}
