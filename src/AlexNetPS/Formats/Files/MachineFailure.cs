namespace AlexNetPS.Formats.Files;

/// <summary>Failures whose cause is the machine, and not what it was given.</summary>
public static class MachineFailure
{
    /// <summary>Whether memory or disk was used up, as the exception or one that it wraps says.</summary>
    public static bool Is(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        for (Exception? one = failure; one is not null; one = one.InnerException)
        {
            if (one is OutOfMemoryException || DiskSpace.IsFull(one))
                return true;
        }

        return false;
    }
}
