namespace AlexNetPS.Formats.Files;

/// <summary>
/// Retries on locked files. Windows does not replace or delete a file that another program has open. Virus scanners,
/// indexers and readers of a run hold files only briefly, so a retry usually succeeds. Other systems do not lock files
/// this way.
/// </summary>
internal static class HeldFile
{
    private const int AccessDenied = unchecked((int)0x80070005), SharingViolation = unchecked((int)0x80070020),
        LockViolation = unchecked((int)0x80070021), UserMappedFile = unchecked((int)0x800704C8);

    // Number of errno (EWOULDBLOCK), which .NET gives as HResult.
    private static readonly int _wouldBlock = OperatingSystem.IsLinux() ? 11 : 35;

    // Milliseconds; about two seconds in total.
    private static readonly int[] _pauses = [10, 20, 50, 100, 200, 400, 1200];

    /// <summary>Runs a step and retries it while a file is locked.</summary>
    /// <param name="step">A step without effect when it fails.</param>
    /// <param name="pause">Called with the milliseconds to wait. Default: sleeps.</param>
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

    /// <summary>Whether an exception means that another program has the file open or mapped.</summary>
    public static bool IsHeld(Exception exception) => exception switch
    {
        // Windows reports access denied for an open file too; elsewhere it is a matter of permissions.
        UnauthorizedAccessException => OperatingSystem.IsWindows() && exception.HResult == AccessDenied,
        _ => IsShared(exception),
    };

    /// <summary>
    /// Whether an exception means that another process holds the file, and not that a disk or its permissions refuse.
    /// </summary>
    public static bool IsShared(Exception exception) => exception is IOException
        && (exception.HResult is SharingViolation or LockViolation or UserMappedFile
            || exception.HResult == _wouldBlock);
}
