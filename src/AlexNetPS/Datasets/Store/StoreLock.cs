namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Allows one import per store at a time: the second waits until the first has ended, even by a crash.
/// </summary>
internal static class StoreLock
{
    private const int PollMilliseconds = 200;

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
