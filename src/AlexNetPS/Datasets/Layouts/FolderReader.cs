using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Lists folders of images.</summary>
internal static class FolderReader
{
    internal static string Count(int count, string singular) =>
        count == 1 ? $"1 {singular}" : $"{count:N0} {(singular.EndsWith('s') ? singular + "es" : singular + "s")}";

    public static FolderListing Finish(string layout, List<SourceFile> files, IReadOnlyList<string> classes,
        List<string> warnings)
    {
        files.Sort(static (a, b) => string.CompareOrdinal(a.RelativePath, b.RelativePath));
        return new FolderListing(layout, files, classes, warnings);
    }

    /// <summary>
    /// Returns the names of the subfolders in ordinal order, so that labels agree with torchvision's.
    /// </summary>
    /// <param name="folder">Full path.</param>
    /// <param name="warnings">Receives warnings about folders that are skipped; null for none.</param>
    /// <param name="system">Receives the folders of the system and of programs, which are skipped; null for
    /// none.</param>
    public static List<string> FoldersIn(string folder, List<string>? warnings = null, SystemFolders? system = null)
    {
        List<string> names = [];
        foreach (string path in Folders(folder, warnings))
        {
            string name = Path.GetFileName(path);
            if (system is null ? SystemFolders.Has(name) : system.Skips(name))
                continue;
            if (ImageNames.IsClutter(name))
                continue;
            if (UnreachableName.Reason(path) is string reason)
                warnings?.Add($"The folder '{path}' was skipped: {reason}.");
            else if (IsAbove(path, folder))
                warnings?.Add($"The folder '{path}' was skipped: it is a link to a folder that contains it.");
            else if (ImageNames.IsImage(name))
                warnings?.Add($"'{path}' is a folder although it is named like an image; it was skipped.");
            else
                names.Add(name);
        }

        names.Sort(string.CompareOrdinal);
        return names;
    }

    /// <summary>
    /// A folder that cannot be listed has none, with a warning; that of the dataset was listed before.
    /// </summary>
    private static string[] Folders(string folder, List<string>? warnings)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (UnauthorizedAccessException)
        {
            warnings?.Add($"The folder '{folder}' was skipped: there is no permission to list it.");
            return [];
        }
    }

    /// <summary>Whether a folder is a link to the folder it is in, or to one above.</summary>
    private static bool IsAbove(string path, string folder)
    {
        if (new DirectoryInfo(path).LinkTarget is null)
            return false;
        try
        {
            string target = RealPath.Of(path), real = RealPath.Of(folder);
            return FileNames.Comparer.Equals(target, real) || FileNames.IsBelow(target, real);
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Whether a folder, or one at most some levels below it, contains a file named like an image.</summary>
    public static bool HasImages(string folder, int levels)
    {
        try
        {
            return Directory.EnumerateFiles(folder).Any(IsNamedLikeImage)
                || levels > 0 && FoldersIn(folder).Exists(name => HasImages(Path.Combine(folder, name), levels - 1));
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }

        static bool IsNamedLikeImage(string path)
        {
            ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
            return !ImageNames.IsClutter(name) && (ImageNames.IsImage(name) || ImageNames.UnreadFormat(name) is not null);
        }
    }

    public static void ReportStrays(string folder, string home, List<string> warnings)
    {
        int strays =
            Directory.EnumerateFiles(folder).Count(path => ImageNames.IsImage(Path.GetFileName(path.AsSpan())));
        if (strays > 0)
        {
            warnings.Add($"{Count(strays, "image")} directly in '{folder}' {(strays == 1 ? "was" : "were")} "
                + $"skipped: an image's label is the name of {home}.");
        }
    }

    /// <summary>Lists the files of class folders.</summary>
    /// <param name="request">The dataset.</param>
    /// <param name="part">Folder of the class folders, relative to the dataset folder; "" for that folder
    /// itself.</param>
    /// <param name="classes">Names of the class folders.</param>
    /// <param name="split">Split of the images; null if it is drawn.</param>
    public static IEnumerable<SourceFile> ListClasses(LayoutRequest request, string part, List<string> classes,
        SplitName? split)
    {
        foreach (string name in classes)
        {
            string prefix = part.Length == 0 ? $"{name}/" : $"{part}/{name}/";
            foreach (SourceFile file in
                new FolderWalk(Path.Combine(request.Root, part, name), prefix, name, split, request.SystemFolders).Files())
            {
                request.Cancellation.ThrowIfCancellationRequested();
                yield return file;
            }
        }
    }
}
