using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// Forces what was written to a file to the disk. On Linux .NET ignores the result of fsync, by which a system reports
/// that earlier writes were lost; such a file must not replace a good one.
/// </summary>
internal static class DiskFlush
{
    // Numbers of errno on Linux.
    private const int Interrupted = 4, InvalidArgument = 22, ReadOnlySystem = 30, NotSupported = 95;

    // That of the process, as for .NET's own calls: a library loaded before libc may stand in front of its fsync.
    private static readonly Lazy<nint> _synchronize =
        new(() => NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "fsync"));

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

        while (Synchronize(file, out int error) != 0)
        {
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

    private static unsafe int Synchronize(SafeFileHandle file, out int error)
    {
        bool isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            Marshal.SetLastSystemError(0);
            int result = ((delegate* unmanaged<int, int>)_synchronize.Value)((int)file.DangerousGetHandle());
            error = Marshal.GetLastSystemError();
            return result;
        }
        finally
        {
            if (isHeld)
                file.DangerousRelease();
        }
    }
}
