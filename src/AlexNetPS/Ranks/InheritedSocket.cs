namespace AlexNetPS.Ranks;

/// <summary>A socket that this process has from the one that started it, on Linux.</summary>
internal static class InheritedSocket
{
    private const int CloseOnExec = 0x80000;

    /// <summary>
    /// Returns its name, "socket:[4711]", which only processes have that share it; null if the descriptor is no
    /// socket or not inherited: a program in between may have closed it, and .NET gives its number to something else.
    /// </summary>
    /// <param name="descriptor">Number of the file descriptor.</param>
    public static string? Name(string descriptor)
    {
        try
        {
            string? name = new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget;
            return name?.StartsWith("socket:", StringComparison.Ordinal) == true
                && (Flags(descriptor) & CloseOnExec) == 0
                    ? name
                    : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    // A line "flags:	02000002", in octal.
    private static int? Flags(string descriptor) =>
        File.ReadLines($"/proc/self/fdinfo/{descriptor}")
            .FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal)) is string line
            ? Convert.ToInt32(line["flags:".Length..].Trim(), 8)
            : null;
}
