using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// Refuses what looks like a file and is none: opening a FIFO waits for a writer that never comes, and a device may
/// have no end.
/// </summary>
internal static partial class RegularFile
{
    private const int ReadOnlyWithoutWaiting = 0x800;

    /// <summary>Returns the path of a file that can be read to its end, or that does not exist.</summary>
    /// <exception cref="IOException">It is a FIFO, a device or a socket.</exception>
    public static string Require(string path)
    {
        if (OperatingSystem.IsLinux() && IsSpecial(path))
            throw new IOException($"'{path}' is a FIFO, a device or a socket, not a file. Copy its contents to a file.");
        return path;
    }

    private static bool IsSpecial(string path)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
        {
            // A link to a link that leads nowhere is the business of who opens it.
            if (info.ResolveLinkTarget(returnFinalTarget: true) is not FileInfo target)
                return false;
            info = target;
        }

        // They have no length; an empty file is told from them by opening it.
        if (!info.Exists || info.Length > 0)
            return false;
        int descriptor = OpenFile(info.FullName, ReadOnlyWithoutWaiting, 0);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError() == NoSuchDevice;
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return !stream.CanSeek || stream.ReadByte() >= 0 && info.Length == 0 && !IsGrowing(info);
    }

    // ENXIO: what a socket says.
    private const int NoSuchDevice = 6;

    private static bool IsGrowing(FileInfo info)
    {
        info.Refresh();
        return info.Length > 0;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags, int mode);
}
