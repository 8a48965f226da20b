using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Allows one import per store at a time: the second waits until the first has ended, even by a crash. Reading a store
/// needs no lock.
/// </summary>
internal static class StoreLock
{
    private const int PollMilliseconds = 200;

    /// <summary>Whether an import is writing the store now.</summary>
    public static bool IsHeld(StorePaths paths) => LockFile.IsHeld(paths.Lock);

    /// <summary>Whether this process could write the store now.</summary>
    public static bool CanTake(StorePaths paths)
    {
        try
        {
            LockFile.Take(paths.Lock).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Keeps imports away until it is closed, which removes it; null if an import is writing the store.
    /// </summary>
    /// <exception cref="IOException">The folder of the store is not writable.</exception>
    public static FileStream? TryTake(StorePaths paths)
    {
        try
        {
            return LockFile.Take(paths.Lock, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (HeldFile.IsShared(e))
        {
            return null;
        }
    }

    /// <exception cref="DatasetException">The folder of the store is not writable.</exception>
    public static FileStream Take(StorePaths paths, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        string parent = Path.GetDirectoryName(paths.Store)!;
        try
        {
            Directory.CreateDirectory(parent);
            string? told = null;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    return LockFile.Take(paths.Lock);
                }
                catch (IOException e) when (HeldFile.IsShared(e))
                {
                    string activity = "Waiting for another import of this folder"
                        + (LockFile.Holder(paths.Lock) is { } holder ? $" ({holder})" : "");
                    if (activity != told)
                        progress?.Report(new ImportProgress(activity, 0, 0, 0, TimeSpan.Zero));
                    told = activity;
                    cancellation.WaitHandle.WaitOne(PollMilliseconds);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DatasetException($"The prepared images cannot be written to '{parent}': "
                + $"{e.Message.TrimEnd('.')}. Set CachePath to a writable folder.", e);
        }
    }
}
