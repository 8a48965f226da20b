using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// Forces what was written to a file to the disk. On Linux .NET ignores the result of fsync, by which a system reports
/// that earlier writes were lost; such a file must not replace a good one.
/// </summary>
internal static partial class DiskFlush
{
    // Numbers of errno on Linux.
    private const int Interrupted = 4, InvalidArgument = 22, ReadOnlySystem = 30, NotSupported = 95;

    /// <exception cref="IOException">The system reports that contents of the file did not reach the disk.</exception>
    public static void Of(FileStream file)
    {
        file.Flush();
        Of(file.SafeFileHandle, file.Name);
    }

    /// <inheritdoc cref="Of(FileStream)"/>
    public static void Of(SafeFileHandle file, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (Synchronize(file) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            // Pipes and some file systems have no disk to wait for.
            if (error is InvalidArgument or ReadOnlySystem or NotSupported)
                return;
            if (error != Interrupted)
            {
                throw new IOException($"'{path}' could not be written to the disk: "
                    + Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(SafeFileHandle file);
}
