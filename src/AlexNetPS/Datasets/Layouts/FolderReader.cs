using System.IO.Enumeration;
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
        foreach (string path in Directory.EnumerateDirectories(folder))
        {
            string name = Path.GetFileName(path);
            if (system is null ? SystemFolders.Has(name) : system.Skips(name))
                continue;
            if (ImageNames.IsClutter(name))
                continue;
            if (UnreachableName.Reason(path) is string reason)
                warnings?.Add($"The folder '{path}' was skipped: {reason}.");
            else if (ImageNames.IsImage(name))
                warnings?.Add($"'{path}' is a folder although it is named like an image; it was skipped.");
            else
                names.Add(name);
        }

        names.Sort(string.CompareOrdinal);
        return names;
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
                ListFolder(Path.Combine(request.Root, part, name), prefix, name, split, request.SystemFolders))
            {
                request.Cancellation.ThrowIfCancellationRequested();
                yield return file;
            }
        }
    }

    /// <summary>Lists the files of a folder and its subfolders.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="prefix">Start of the relative paths, with a final '/'.</param>
    /// <param name="className">Class of the files.</param>
    /// <param name="split">Their split; null if it is drawn.</param>
    /// <param name="system">Receives the folders of the system and of programs, which are skipped.</param>
    public static FileSystemEnumerable<SourceFile> ListFolder(string folder, string prefix, string className,
        SplitName? split, SystemFolders system)
    {
        int cut = folder.Length + 1;
        return new FileSystemEnumerable<SourceFile>(folder, Transform,
            new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) =>
                !ImageNames.IsClutter(entry.FileName)
                    && (!entry.IsDirectory || ImageNames.IsImage(entry.FileName)),
            // A linked folder in a class may point to one of its parents.
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                (entry.Attributes & FileAttributes.ReparsePoint) == 0 && !system.Skips(entry.FileName)
                    && !ImageNames.IsClutter(entry.FileName) && !ImageNames.IsImage(entry.FileName),
        };

        SourceFile Transform(ref FileSystemEntry entry)
        {
            string path = entry.ToFullPath();
            string relative = prefix
                + (Path.DirectorySeparatorChar == '/' ? path[cut..] : path[cut..].Replace('\\', '/'));
            if (entry.IsDirectory)
                return new SourceFile(relative, className, split, SourceFile.NotAFile, default);
            if (UnreachableName.Reason(path) is string reason)
                return SourceFile.Missing(relative, className, reason);
            if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
                return new SourceFile(relative, className, split, entry.Length, entry.LastWriteTimeUtc.UtcDateTime);
            try
            {
                // The length and time of the link are not those of the image.
                return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target
                    ? new SourceFile(relative, className, split, target.Length, target.LastWriteTimeUtc)
                    : new SourceFile(relative, className, split, entry.Length, default);
            }
            catch (IOException)
            {
                return new SourceFile(relative, className, split, entry.Length, default);
            }
        }
    }
}
