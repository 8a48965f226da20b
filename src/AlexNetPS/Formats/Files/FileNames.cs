namespace AlexNetPS.Formats.Files;

/// <summary>Comparison and spelling of file names on the current system.</summary>
internal static class FileNames
{
    private static readonly string[] _archives = [".tar#", ".tar.gz#", ".tgz#", ".parquet#"];

    /// <summary>Ignores case on Windows and macOS ("Cat" equals "cat"); ordinal on Linux.</summary>
    public static StringComparison Comparison { get; } =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <inheritdoc cref="Comparison"/>
    public static StringComparer Comparer { get; } = StringComparer.FromComparison(Comparison);

    /// <summary>Canonical form of a path, the same for all its spellings, for hashing or comparing as text.</summary>
    public static string Key(string fullPath) => OperatingSystem.IsLinux() ? fullPath : fullPath.ToUpperInvariant();

    /// <summary>Whether a path is in a folder, at any depth.</summary>
    /// <param name="folder">Full path of the folder; a drive root ends in a separator, others need not.</param>
    /// <param name="path">Full path.</param>
    public static bool IsBelow(string folder, string path)
    {
        string start = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return path.Length > start.Length && path.StartsWith(start, Comparison);
    }

    /// <summary>Joins a folder and a path written with '/', using the system's separator.</summary>
    public static string Join(string folder, string path) =>
        Native(Path.Combine(folder, path), Path.DirectorySeparatorChar);

    /// <summary>Returns a name with '_' for what no file name has on some system.</summary>
    public static string Portable(string name) => string.Create(name.Length, name, (target, source) =>
    {
        for (int i = 0; i < target.Length; i++)
            target[i] = char.IsControl(source[i]) || "<>:\"/\\|?*#".Contains(source[i]) ? '_' : source[i];
    });

    /// <param name="path">A path with '/', or with '/' and <paramref name="separator"/>.</param>
    /// <param name="separator">The system's separator.</param>
    internal static string Native(string path, char separator)
    {
        if (separator == '/')
            return path;
        // Paths inside an archive use '/' on every system.
        int archive = _archives.Max(ending => path.IndexOf(ending, StringComparison.OrdinalIgnoreCase));
        return archive < 0 ? path.Replace('/', separator) : path[..archive].Replace('/', separator) + path[archive..];
    }
}
