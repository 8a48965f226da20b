namespace AlexNetPS.Formats.Files;

/// <summary>
/// Names that exist in a Windows folder but that no path reaches: names ending in a dot or a space, which Windows
/// drops, and device names (con, nul, com1). Other systems, and a few programs, write them.
/// </summary>
internal static class UnreachableName
{
    private const string DevicePrefix = @"\\.\";

    /// <summary>Returns why the file or folder cannot be opened by this path; null if it can.</summary>
    public static string? Reason(string path)
    {
        if (!OperatingSystem.IsWindows())
            return null;
        // Windows versions differ in what they treat as a device, so the system itself is asked.
        string reached = Path.GetFullPath(path);
        return IsDevice(reached) && !IsDevice(path) ? "Windows treats its name as a device; rename it"
            : path[^1] is '.' or ' '
                ? "Windows drops the dot or space at the end of its name and so cannot open it; rename it"
            : null;
    }

    /// <summary>Throws if a path is a Windows device.</summary>
    /// <exception cref="IOException">The path is that of a device.</exception>
    public static void RejectDevice(string fullPath)
    {
        if (Device(fullPath) is string device)
            throw new IOException($"'{device}' is a device of Windows, not a file or a folder; choose another name.");
    }

    /// <summary>Name of the device that a path refers to; null if none.</summary>
    public static string? Device(string path)
    {
        string full = OperatingSystem.IsWindows() ? Path.GetFullPath(path) : path;
        return OperatingSystem.IsWindows() && IsDevice(full) ? full[DevicePrefix.Length..] : null;
    }

    private static bool IsDevice(string path) => path.StartsWith(DevicePrefix, StringComparison.Ordinal);
}
