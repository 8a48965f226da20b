namespace AlexNetPS.Datasets.Layouts.Parts;

/// <summary>Finds the class folders of a part that are one level deeper: seg_train/seg_train/forest.</summary>
internal static class FolderUnwrapping
{
    /// <summary>
    /// Returns the folder's name, or the path of the folder in it that contains the class folders, with '/'.
    /// </summary>
    /// <param name="root">Folder that contains it.</param>
    /// <param name="name">Name of the folder.</param>
    public static string Inside(string root, string name)
    {
        string path = name;
        // An archive that was unpacked into a folder of its name gives one level; a few are enough for all.
        for (int level = 0; level < 3 && Wrapped(Path.Combine(root, path), name) is { } inner; level++)
            path = $"{path}/{inner}";
        return path;
    }

    private static string? Wrapped(string folder, string name)
    {
        if (!Directory.Exists(folder) || FolderReader.HasImages(folder, 0))
            return null;
        List<string> below = FolderReader.FoldersIn(folder);
        string? inner = below.Find(candidate => (below.Count == 1 || PartNames.IsNeutral(candidate))
            && (PartNames.IsNeutral(candidate) || PartNames.Of(candidate) is not null
                || candidate.Equals(name, StringComparison.OrdinalIgnoreCase)));
        return inner is not null && !FolderReader.HasImages(Path.Combine(folder, inner), 0)
            && FolderReader.HasImages(Path.Combine(folder, inner), 2)
            && !below.Any(other => other != inner && FolderReader.HasImages(Path.Combine(folder, other), 2))
            ? inner
            : null;
    }
}
