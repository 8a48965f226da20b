namespace AlexNetPS.Formats.Files;

/// <summary>
/// Windows refuses to replace or delete a file while another program has it open. Virus scanners, indexers and readers
/// of a run hold files for moments, so that it is worth trying again; other systems never refuse for that reason.
/// </summary>
internal static class HeldFile
{
    private const int AccessDenied = unchecked((int)0x80070005), SharingViolation = unchecked((int)0x80070020),
        LockViolation = unchecked((int)0x80070021), UserMappedFile = unchecked((int)0x800704C8);

    // Milliseconds; about two seconds in all.
    private static readonly int[] _pauses = [10, 20, 50, 100, 200, 400, 1200];

    /// <summary>Runs a step, again and again while a file is held.</summary>
    /// <param name="step">A step that does nothing when it fails.</param>
    /// <param name="pause">Told the milliseconds to wait; sleeps unless given.</param>
    public static void Retry(Action step, Action<int>? pause = null)
    {
        foreach (int milliseconds in _pauses)
        {
            try
            {
                step();
                return;
            }
            catch (Exception e) when (IsHeld(e))
            {
                (pause ?? Thread.Sleep)(milliseconds);
            }
        }

        step();
    }

    /// <summary>Whether a failure says that another program has the file open or mapped.</summary>
    public static bool IsHeld(Exception exception) => exception switch
    {
        // Windows says so of a file that is open, too; elsewhere it is a matter of permissions.
        UnauthorizedAccessException => OperatingSystem.IsWindows() && exception.HResult == AccessDenied,
        IOException => exception.HResult is SharingViolation or LockViolation or UserMappedFile,
        _ => false,
    };
}
