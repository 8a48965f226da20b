namespace AlexNetPS.Formats.Files;

/// <summary>How the system compares file names, and how it writes them.</summary>
internal static class FileNames
{
    private static readonly string[] _archives = [".tar#", ".tar.gz#", ".tgz#"];

    /// <summary>On Windows and macOS "Cat" and "cat" are one name; on Linux two.</summary>
    public static StringComparison Comparison { get; } =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <inheritdoc cref="Comparison"/>
    public static StringComparer Comparer { get; } = StringComparer.FromComparison(Comparison);

    /// <summary>A path in the one spelling that all its spellings share, to be hashed or compared as text.</summary>
    public static string Key(string fullPath) => OperatingSystem.IsLinux() ? fullPath : fullPath.ToUpperInvariant();

    /// <summary>Whether a path lies in a folder, at any depth.</summary>
    /// <param name="folder">Full path of the folder; a drive's root ends in a separator, others need not.</param>
    /// <param name="path">Full path.</param>
    public static bool IsBelow(string folder, string path)
    {
        string start = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return path.Length > start.Length && path.StartsWith(start, Comparison);
    }

    /// <summary>Joins a folder and a path that is written with '/', in the system's own spelling.</summary>
    public static string Join(string folder, string path) =>
        Native(Path.Combine(folder, path), Path.DirectorySeparatorChar);

    /// <param name="path">A path with '/', or with '/' and <paramref name="separator"/>.</param>
    /// <param name="separator">The system's.</param>
    internal static string Native(string path, char separator)
    {
        if (separator == '/')
            return path;
        // The name of a member is its archive's own, with '/' on every system.
        int archive = _archives.Max(ending => path.IndexOf(ending, StringComparison.OrdinalIgnoreCase));
        return archive < 0 ? path.Replace('/', separator) : path[..archive].Replace('/', separator) + path[archive..];
    }
}
