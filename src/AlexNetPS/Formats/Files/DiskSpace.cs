using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AlexNetPS.Formats.Files;

/// <summary>Room on the disk of a folder.</summary>
internal static partial class DiskSpace
{
    /// <summary>Bytes that the user can still write there.</summary>
    /// <param name="folder">A folder that exists, on Windows also one on a share, which is no drive.</param>
    /// <exception cref="IOException">The system does not say.</exception>
    public static long Available(string folder)
    {
        if (!OperatingSystem.IsWindows())
            return new DriveInfo(folder).AvailableFreeSpace;
        // A share's name needs the separator at its end.
        string path = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return GetDiskFreeSpace(path, out long available, 0, 0) ? available
            : throw new IOException(new Win32Exception().Message);
    }

    [LibraryImport("kernel32", EntryPoint = "GetDiskFreeSpaceExW", StringMarshalling = StringMarshalling.Utf16,
        SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetDiskFreeSpace(string folder, out long available, nint total, nint free);
}
