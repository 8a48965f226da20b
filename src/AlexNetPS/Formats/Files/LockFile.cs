using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Files;

/// <summary>A file that one process at a time holds, even until a crash, and that says which.</summary>
internal static partial class LockFile
{
    private const int LongestHolder = 200;

    // Windows lets others read what they may not write; elsewhere only None keeps a second holder away.
    private static readonly FileShare _share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;

    /// <summary>Holds a file until it is closed.</summary>
    /// <param name="path">The file; created if it is missing.</param>
    /// <param name="options">DeleteOnClose to remove it then.</param>
    /// <param name="mode">CreateNew to hold only a file that nobody has created.</param>
    /// <exception cref="IOException">Another process holds it (<see cref="HeldFile.IsShared"/>), or it cannot be
    /// written.</exception>
    public static FileStream Take(string path, FileOptions options = FileOptions.None,
        FileMode mode = FileMode.OpenOrCreate)
    {
        var file = new FileStream(path, mode, FileAccess.ReadWrite, _share, 1, options);
        try
        {
            byte[] holder = Encoding.UTF8.GetBytes(
                FormattableString.Invariant($"process {Environment.ProcessId} on {Environment.MachineName}\n"));
            file.Write(holder);
            file.SetLength(holder.Length);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            // It is held all the same, maybe by one who makes room.
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return file;
    }

    /// <summary>
    /// Whether a process holds a file; false if that cannot be known. Looking changes nothing, and several may look.
    /// </summary>
    public static bool IsHeld(string path)
    {
        try
        {
            if (File.Exists(path))
                InputFile.Open(path, FileShare.Read).Dispose();
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return HeldFile.IsShared(e);
        }
    }

    /// <summary>Returns who holds a file, "process 123 on HOST"; null if it does not say.</summary>
    public static string? Holder(string path)
    {
        try
        {
            using FileStream file = OperatingSystem.IsWindows()
                ? InputFile.Open(path)
                : new FileStream(new SafeFileHandle(OpenFile(RegularFile.Require(path), 0, 0), ownsHandle: true),
                    FileAccess.Read);
            Span<byte> text = stackalloc byte[LongestHolder];
            string holder = Encoding.UTF8.GetString(
                text[..file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)]).Trim();
            return holder.StartsWith("process ", StringComparison.Ordinal) && !holder.Any(char.IsControl)
                ? holder
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    // .NET takes a lock itself when it opens a file, and would be refused.
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags, int mode);
}
