using System.IO.Enumeration;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Lists class folders, alone or below train, val and test folders.</summary>
internal static class FolderReader
{
    private static readonly string[] s_validationNames = ["val", "valid", "validation"];

    /// <exception cref="DatasetException">The folder has no layout that is known.</exception>
    public static FolderListing Read(string root, CancellationToken cancellation)
    {
        List<string> warnings = [];
        List<string> folders = ClassFolders(root, warnings);
        string? train = Find(folders, ["train"], root), test = Find(folders, ["test"], root);
        string? validation = Find(folders, s_validationNames, root);
        List<SourceFile> files = [];
        if (train is null)
        {
            if (folders.Count == 0)
                throw new DatasetException(NoClasses(root));
            ReportStrays(root, "a class folder", warnings);
            files.AddRange(ListClasses(root, "", folders, null, cancellation));
            return Finish("class folders", files, folders, warnings);
        }

        foreach (string other in folders.Where(name => name != train && name != validation && name != test))
            warnings.Add($"The folder '{other}' beside '{train}' was left out: it is neither a training, a validation nor a test part.");
        List<string> classes = ClassFolders(Path.Combine(root, train), warnings);
        if (classes.Count == 0)
            throw new DatasetException(NoClasses(Path.Combine(root, train)));
        ReportStrays(Path.Combine(root, train), "a class folder", warnings);
        files.AddRange(ListClasses(root, train, classes, validation is null ? null : SplitName.Train, cancellation));
        foreach ((string? part, SplitName split) in ((string?, SplitName)[])[(validation, SplitName.Validation), (test, SplitName.Test)])
        {
            if (part is null)
                continue;
            List<string> partClasses = ClassFolders(Path.Combine(root, part), warnings);
            if (partClasses.Count == 0)
                throw new DatasetException($"'{Path.Combine(root, part)}' has no class folders, so its pictures have no labels. Put them into folders named like those in '{train}', or move '{part}' away.");
            string[] unknown = [.. partClasses.Except(classes, StringComparer.Ordinal)];
            if (unknown.Length > 0)
                throw new DatasetException($"'{Path.Combine(root, part)}' has {Count(unknown.Length, "class")} that '{train}' lacks: {Names(unknown)}. Every class needs training pictures: rename or remove {(unknown.Length == 1 ? "it" : "them")}.");
            string[] missing = [.. classes.Except(partClasses, StringComparer.Ordinal)];
            if (missing.Length > 0)
                warnings.Add($"'{part}' has no folder for {Count(missing.Length, "class")} of '{train}': {Names(missing)}.");
            files.AddRange(ListClasses(root, part, partClasses, split, cancellation));
        }

        string parts = string.Join(", ", ((string?[])[train, validation, test]).Where(part => part is not null));
        return Finish($"{parts} above class folders", files, classes, warnings);
    }

    internal static string Names(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(10)) + (names.Count > 10 ? $" and {names.Count - 10} more" : "");

    internal static string Count(int count, string singular) =>
        count == 1 ? $"1 {singular}" : $"{count:N0} {(singular.EndsWith('s') ? singular + "es" : singular + "s")}";

    private static FolderListing Finish(string layout, List<SourceFile> files, List<string> classes, List<string> warnings)
    {
        files.Sort(static (a, b) => string.CompareOrdinal(a.RelativePath, b.RelativePath));
        return new FolderListing(layout, files, classes, warnings);
    }

    private static string? Find(List<string> folders, string[] names, string root)
    {
        string[] found = [.. folders.Where(folder => names.Contains(folder, StringComparer.OrdinalIgnoreCase))];
        return found.Length switch
        {
            0 => null,
            1 => found[0],
            _ => throw new DatasetException($"'{root}' has more than one folder for the same part: {Names(found)}. Keep one of them."),
        };
    }

    /// <summary>Names of the folders below, in ordinal order, so that labels agree with torchvision's.</summary>
    private static List<string> ClassFolders(string folder, List<string> warnings)
    {
        List<string> names = [];
        foreach (string path in Directory.EnumerateDirectories(folder))
        {
            string name = Path.GetFileName(path);
            if (PictureNames.IsClutter(name))
                continue;
            if (PictureNames.IsPicture(name))
                warnings.Add($"'{path}' is a folder although it is named like a picture; it was left out.");
            else
                names.Add(name);
        }

        names.Sort(string.CompareOrdinal);
        return names;
    }

    private static void ReportStrays(string folder, string home, List<string> warnings)
    {
        int strays = Directory.EnumerateFiles(folder).Count(path => PictureNames.IsPicture(Path.GetFileName(path.AsSpan())));
        if (strays > 0)
            warnings.Add($"{Count(strays, "picture")} directly in '{folder}' {(strays == 1 ? "was" : "were")} left out: a picture's label is the name of {home}.");
    }

    private static IEnumerable<SourceFile> ListClasses(string root, string part, List<string> classes, SplitName? split, CancellationToken cancellation)
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

    private static FileSystemEnumerable<SourceFile> ListClass(string folder, string prefix, string className, SplitName? split)
    {
        int cut = folder.Length + 1;
        return new FileSystemEnumerable<SourceFile>(folder, Transform,
            new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) =>
                !PictureNames.IsClutter(entry.FileName) && (!entry.IsDirectory || PictureNames.IsPicture(entry.FileName)),
            // A linked folder below a class may lead back to one above it.
            ShouldRecursePredicate = static (ref FileSystemEntry entry) =>
                (entry.Attributes & FileAttributes.ReparsePoint) == 0 && !PictureNames.IsClutter(entry.FileName) && !PictureNames.IsPicture(entry.FileName),
        };

        SourceFile Transform(ref FileSystemEntry entry)
        {
            string path = entry.ToFullPath();
            string relative = prefix + (Path.DirectorySeparatorChar == '/' ? path[cut..] : path[cut..].Replace('\\', '/'));
            if (entry.IsDirectory)
                return new SourceFile(relative, className, split, SourceFile.NotAFile, default);
            if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
                return new SourceFile(relative, className, split, entry.Length, entry.LastWriteTimeUtc.UtcDateTime);
            try
            {
                // The link's own length and time say nothing about the picture.
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

    private static string NoClasses(string folder)
    {
        int pictures = Directory.EnumerateFiles(folder).Count(path => PictureNames.IsPicture(Path.GetFileName(path.AsSpan())));
        return pictures > 0
            ? $"'{folder}' holds {Count(pictures, "picture")} but no class folders. Put the pictures of each class into a folder named after the class."
            : $"'{folder}' has no class folders with pictures. Give the folder that holds one folder of pictures for each class, or train and val folders above them.";
    }
}
