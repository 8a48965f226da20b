namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Allows one import per store at a time: the second waits until the first has ended, even by a crash.
/// </summary>
internal static class StoreLock
{
    private const int PollMilliseconds = 200;

    /// <summary>Whether an import is writing the store now.</summary>
    public static bool IsHeld(StorePaths paths)
    {
        try
        {
            if (File.Exists(paths.Lock))
                new FileStream(paths.Lock, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            // The import of somebody else; whether it runs cannot be known.
            return false;
        }
    }

    /// <summary>
    /// Keeps imports away until it is closed, which removes it; null if an import is writing the store.
    /// </summary>
    public static FileStream? TryTake(StorePaths paths)
    {
        try
        {
            return new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(paths.Lock))
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
            bool told = false;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    return new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException) when (File.Exists(paths.Lock))
                {
                    if (!told)
                    {
                        progress?.Report(
                            new ImportProgress("Waiting for another import of this folder", 0, 0, 0, TimeSpan.Zero));
                    }

                    told = true;
                    cancellation.WaitHandle.WaitOne(PollMilliseconds);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DatasetException($"The prepared images cannot be written to '{parent}': {e.Message} Set "
                + "CachePath to a writable folder.", e);
        }
    }
}
