using System.Runtime.InteropServices;

namespace AlexNetPS.Formats.Files;

/// <summary>A second name for a file, which takes no room of its own.</summary>
internal static partial class HardLink
{
    /// <returns>False where the file system has no such thing, or the two names would lie on different ones.</returns>
    public static bool TryCreate(string path, string existing)
    {
        try
        {
            return OperatingSystem.IsWindows()
                ? CreateHardLink(Extended(path), Extended(existing), 0)
                : Link(existing, path) == 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    // Unlike .NET's own calls, this one has the limit of 260 characters without the prefix.
    private static string Extended(string path)
    {
        string full = Path.GetFullPath(path);
        return full.StartsWith(@"\\?\", StringComparison.Ordinal) ? full
            : full.StartsWith(@"\\", StringComparison.Ordinal) ? @"\\?\UNC\" + full[2..]
            : @"\\?\" + full;
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string path, string existing, nint security);
}
