using System.Text;

namespace AlexNetPS.Reports.Manifests;

/// <summary>
/// Paths in a manifest: relative, with '/', and such that each system means the same file in the folder by them.
/// </summary>
internal static class ManifestPath
{
    private const int MaximumLength = 1024;

    /// <summary>Returns why a path is none of a manifest: "..."; null if it is one.</summary>
    public static string? Problem(string path)
    {
        if (path.Length is 0 or > MaximumLength)
            return "is empty or too long";
        if (path.EnumerateRunes().Any(rune => Rune.IsControl(rune)) || path.IndexOfAny(['\\', ':', '<', '>', '"', '|',
            '?', '*']) >= 0)
        {
            return "has a character that not every system allows in a file name";
        }

        if (path[0] == '/')
            return "is not relative to the folder";
        foreach (string part in path.Split('/'))
        {
            if (part is ".." or "." or "")
                return "has a part '..', '.' or none between two '/'";
            if (part[^1] is '.' or ' ')
                return "has a part that ends with a dot or a space, which Windows drops";
        }

        return path.Equals(FolderManifest.FileName, StringComparison.OrdinalIgnoreCase)
            ? "is the manifest itself"
            : null;
    }
}
