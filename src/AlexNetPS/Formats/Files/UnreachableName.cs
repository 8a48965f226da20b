namespace AlexNetPS.Formats.Files;

/// <summary>
/// Names that a folder on Windows can hold although no path leads to them: those that end in a dot or a blank, which
/// Windows drops, and those of devices (con, nul, com1). Other systems, and a few programs, write them.
/// </summary>
internal static class UnreachableName
{
    private const string DevicePrefix = @"\\.\";

    /// <summary>Why the file or folder cannot be opened by this path; null if it can.</summary>
    public static string? Reason(string path)
    {
        if (!OperatingSystem.IsWindows())
            return null;
        // Versions of Windows differ in what they take for a device, so the system itself is asked.
        string reached = Path.GetFullPath(path);
        return IsDevice(reached) && !IsDevice(path) ? "Windows takes its name for that of a device; rename it"
            : path[^1] is '.' or ' '
                ? "Windows drops the dot or blank at the end of its name and so cannot open it; rename it"
            : null;
    }

    /// <summary>Refuses to write where Windows has a device.</summary>
    /// <exception cref="IOException">The path is that of a device.</exception>
    public static void RejectDevice(string fullPath)
    {
        if (Device(fullPath) is string device)
            throw new IOException($"'{device}' is a device of Windows, not a file or a folder; choose another name.");
    }

    /// <summary>Name of the device that a path leads to; null if it leads to none.</summary>
    public static string? Device(string path)
    {
        string full = OperatingSystem.IsWindows() ? Path.GetFullPath(path) : path;
        return OperatingSystem.IsWindows() && IsDevice(full) ? full[DevicePrefix.Length..] : null;
    }

    private static bool IsDevice(string path) => path.StartsWith(DevicePrefix, StringComparison.Ordinal);
}
