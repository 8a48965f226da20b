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
    public static List<string> FoldersIn(string folder, List<string> warnings)
    {
        List<string> names = [];
        foreach (string path in Directory.EnumerateDirectories(folder))
        {
            string name = Path.GetFileName(path);
            if (ImageNames.IsClutter(name))
                continue;
            if (UnreachableName.Reason(path) is string reason)
                warnings.Add($"The folder '{path}' was skipped: {reason}.");
            else if (ImageNames.IsImage(name))
                warnings.Add($"'{path}' is a folder although it is named like an image; it was skipped.");
            else
                names.Add(name);
        }

        names.Sort(string.CompareOrdinal);
        return names;
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

    public static IEnumerable<SourceFile> ListClasses(string root, string part, List<string> classes, SplitName? split,
        CancellationToken cancellation)
    {
        foreach (string name in classes)
        {
            string prefix = part.Length == 0 ? $"{name}/" : $"{part}/{name}/";
            foreach (SourceFile file in ListClass(Path.Combine(root, part, name), prefix, name, split))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return file;
            }
        }
    }

    private static FileSystemEnumerable<SourceFile> ListClass(string folder, string prefix, string className,
        SplitName? split)
    {
        int cut = folder.Length + 1;
        return new FileSystemEnumerable<SourceFile>(folder, Transform,
            new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) =>
                !ImageNames.IsClutter(entry.FileName)
                    && (!entry.IsDirectory || ImageNames.IsImage(entry.FileName)),
            // A linked folder in a class may point to one of its parents.
            ShouldRecursePredicate = static (ref FileSystemEntry entry) =>
                (entry.Attributes & FileAttributes.ReparsePoint) == 0 && !ImageNames.IsClutter(entry.FileName)
                    && !ImageNames.IsImage(entry.FileName),
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
