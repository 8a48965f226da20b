namespace AlexNetPS.Formats.Files;

/// <summary>Where a path leads when its links are followed.</summary>
internal static class RealPath
{
    private const int MaximumLinks = 64;

    /// <summary>Returns a full path without links; what does not exist yet is kept as it is.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        int links = 0;
        return Resolve(Path.GetFullPath(path), ref links);
    }

    /// <summary>Whether a path is in a folder when the links of both are followed.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static bool IsBelow(string folder, string path) => FileNames.IsBelow(Of(folder), Of(path));

    private static string Resolve(string path, ref int links)
    {
        string? parent = Path.GetDirectoryName(path);
        if (parent is null)
            return path;
        string name = Path.GetFileName(path);
        if (name.Length == 0)
            return Resolve(parent, ref links);
        string here = Path.Combine(Resolve(parent, ref links), name);
        if (new FileInfo(here).LinkTarget is not { } target)
            return here;
        if (++links > MaximumLinks)
            throw new IOException($"'{path}' is a link that leads in a circle.");
        return Resolve(Path.GetFullPath(target, Path.GetDirectoryName(here)!), ref links);
    }
}
