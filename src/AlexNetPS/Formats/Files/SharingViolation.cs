namespace AlexNetPS.Formats.Files;

/// <summary>
/// What opening a file says that another process has locked. Every other failure, as that of a read-only file system,
/// does not end by waiting and means no other process.
/// </summary>
internal static class SharingViolation
{
    private const int WindowsSharing = unchecked((int)0x80070020), WindowsLock = unchecked((int)0x80070021);

    // EWOULDBLOCK, which .NET passes on as it is.
    private const int Linux = 11, Apple = 35;

    public static bool Is(IOException failure) => OperatingSystem.IsWindows()
        ? failure.HResult is WindowsSharing or WindowsLock
        : failure.HResult == (OperatingSystem.IsLinux() ? Linux : Apple);
}
