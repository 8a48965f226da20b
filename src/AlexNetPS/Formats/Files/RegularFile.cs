using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// Refuses what looks like a file and is none: opening a FIFO waits for a writer that never comes, and a device may
/// have no end.
/// </summary>
internal static partial class RegularFile
{
    // O_NONBLOCK of each system. ENXIO, what a socket says, is the same.
    private const int LinuxWithoutWaiting = 0x800, MacWithoutWaiting = 4, NoSuchDevice = 6;

    /// <summary>Returns the path of a file that can be read to its end, or that does not exist.</summary>
    /// <exception cref="IOException">It is a folder, a FIFO, a device or a socket.</exception>
    public static string Require(string path)
    {
        if (OperatingSystem.IsWindows())
            UnreachableName.RejectDevice(Path.GetFullPath(path));
        else if (IsSpecial(path))
            throw new IOException($"'{path}' is a FIFO, a device or a socket, not a file. Copy its contents to a file.");
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a folder; the name of a file is needed.");
        return path;
    }

    private static bool IsSpecial(string path)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
        {
            // The links of /dev/fd lead to pipes, which have no path of their own.
            if (info.ResolveLinkTarget(returnFinalTarget: true) is not FileInfo { Exists: true } target)
                return !Directory.Exists(path) && CannotBeReadAgain(path, info);
            info = target;
        }

        // They have no length; an empty file is told from them by opening it.
        return info.Exists && info.Length == 0 && CannotBeReadAgain(info.FullName, info);
    }

    private static bool CannotBeReadAgain(string path, FileInfo info)
    {
        int descriptor =
            OpenFile(path, OperatingSystem.IsLinux() ? LinuxWithoutWaiting : MacWithoutWaiting);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError() == NoSuchDevice;
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return !stream.CanSeek || stream.ReadByte() >= 0 && !IsGrowing(info);
    }

    private static bool IsGrowing(FileInfo info)
    {
        info.Refresh();
        return info.Length > 0;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}
