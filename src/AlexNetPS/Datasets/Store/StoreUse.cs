namespace AlexNetPS.Datasets.Store;

/// <summary>When a store was last used: the time of an empty file in it.</summary>
internal static class StoreUse
{
    private const string Name = "last-used";

    /// <summary>Notes that the store is used now. Nothing happens where it cannot be written.</summary>
    public static void Note(StorePaths paths)
    {
        string stamp = Path.Combine(paths.Store, Name);
        try
        {
            if (File.Exists(stamp))
                File.SetLastWriteTimeUtc(stamp, DateTime.UtcNow);
            else
                File.Create(stamp).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only disk, or the store of somebody else.
        }
    }

    /// <summary>Returns when the store was last used, UTC; null if that was not noted.</summary>
    public static DateTime? Last(StorePaths paths) =>
        new FileInfo(Path.Combine(paths.Store, Name)) is { Exists: true } stamp ? stamp.LastWriteTimeUtc : null;
}
