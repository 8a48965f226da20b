using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AlexNetPS.Formats.Files;

/// <summary>Free disk space.</summary>
internal static partial class DiskSpace
{
    /// <summary>Returns the bytes available to the user on the disk of a folder.</summary>
    /// <param name="folder">An existing folder; on Windows also one on a network share, which has no drive
    /// letter.</param>
    /// <exception cref="IOException">The system does not report it.</exception>
    public static long Available(string folder)
    {
        if (!OperatingSystem.IsWindows())
            return new DriveInfo(folder).AvailableFreeSpace;
        // GetDiskFreeSpaceEx requires a trailing separator for shares.
        string path = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return GetDiskFreeSpace(path, out long available, 0, 0) ? available
            : throw new IOException(new Win32Exception().Message);
    }

    /// <summary>
    /// Returns the bytes available on the disk of a folder that need not exist; null if the system does not report it.
    /// </summary>
    public static long? OfExisting(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is string above)
            folder = above;
        try
        {
            return Available(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>EFBIG, on Linux and macOS: a file system or a quota limits the size of a file.</summary>
    public const int FileTooLarge = 27;

    /// <summary>Whether a write failed because the disk, or what the user may have of it, is full.</summary>
    public static bool IsFull(Exception failure) => failure is IOException && (OperatingSystem.IsWindows()
        ? (failure.HResult & 0xFFFF) is 0x27 or 0x70 // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
        : failure.HResult is FileTooLarge or 28 or 69 or 122); // ENOSPC; EDQUOT of macOS and of Linux

    [LibraryImport("kernel32", EntryPoint = "GetDiskFreeSpaceExW", StringMarshalling = StringMarshalling.Utf16,
        SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetDiskFreeSpace(string folder, out long available, nint total, nint free);
}
