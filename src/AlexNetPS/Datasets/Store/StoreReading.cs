namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Reads files of a store that may be missing or damaged, which the next import mends. A file that is there and cannot
/// be read is none of them: it would be written anew without need, and what only it knows would be lost.
/// </summary>
internal static class StoreReading
{
    /// <summary>Returns what is read; null if a file is missing or damaged.</summary>
    /// <param name="path">The file or the store, for the message.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="DatasetException">A file cannot be read.</exception>
    public static T? Try<T>(string path, Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsDamage(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                $"'{path}' cannot be read: {e.Message.TrimEnd('.')}. Check the disk and the permissions; nothing was "
                    + "changed.", e);
        }
    }

    /// <summary>Whether a file is missing, too short, or has other contents than it should.</summary>
    public static bool IsDamage(Exception failure) => failure is InvalidDataException or FormatException
        or OverflowException or FileNotFoundException or DirectoryNotFoundException or EndOfStreamException;
}
