using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Health.Quarantine;

/// <summary>Moves unreadable files of a dataset folder to a quarantine folder, and back.</summary>
public static class FileQuarantine
{
    /// <summary>
    /// Returns the files that can be moved: existing separate files in the dataset folder, also when links are followed.
    /// </summary>
    /// <param name="sourcePath">The dataset folder, or a list in it.</param>
    /// <param name="findings">Findings about the dataset; only those of the kind Unreadable are used.</param>
    public static IReadOnlyList<SkippedFile> Movable(string sourcePath, IEnumerable<DatasetFinding> findings)
    {
        return Movable(sourcePath, Unreadable(FolderOf(sourcePath), findings));
    }

    /// <summary>
    /// Returns those of some files that can be moved: existing separate files in the dataset folder, also when links are
    /// followed.
    /// </summary>
    /// <param name="sourcePath">The dataset folder, or a list in it.</param>
    /// <param name="files">The files, with full paths.</param>
    public static IReadOnlyList<SkippedFile> Movable(string sourcePath, IEnumerable<SkippedFile> files)
    {
        string root = FolderOf(sourcePath);
        return [.. files.Where(file => IsIn(root, file)).Where(file => IsReallyBelow(root, file.Path))];
    }

    /// <summary>
    /// Returns the files that are in the dataset folder through a link only: they belong to another folder, and stay there.
    /// </summary>
    /// <param name="sourcePath">The dataset folder, or a list in it.</param>
    /// <param name="findings">Findings about the dataset; only those of the kind Unreadable are used.</param>
    public static IReadOnlyList<SkippedFile> Elsewhere(string sourcePath, IEnumerable<DatasetFinding> findings)
    {
        string root = FolderOf(sourcePath);
        return [.. Unreadable(root, findings).Where(file => !IsReallyBelow(root, file.Path))];
    }

    /// <summary>
    /// Moves files into a folder, at the same relative paths. Nothing is overwritten; each move is logged before it is
    /// made.
    /// </summary>
    /// <param name="sourcePath">The dataset folder, or a list in it.</param>
    /// <param name="files">The files.</param>
    /// <param name="folder">Target folder; created if it is missing. It must not be in the dataset folder.</param>
    /// <param name="failed">Called with each file that could not be moved.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>Path of the log, and new paths of the moved files.</returns>
    /// <exception cref="DatasetException">The folder is in the dataset folder.</exception>
    public static (string Log, IReadOnlyList<string> Moved) Move(string sourcePath, IReadOnlyList<SkippedFile> files,
        string folder,
        Action<SkippedFile, Exception>? failed = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        string root = FolderOf(sourcePath), target = Path.GetFullPath(folder);
        if (IsIn(root, target))
        {
            throw new DatasetException($"'{target}' is in the dataset's own folder and would be imported as a class. "
                + $"Use a folder outside '{root}'.");
        }

        using QuarantineLog log = QuarantineLog.Begin(target);
        List<string> moved = [];
        foreach (SkippedFile file in files.Where(file => IsReallyBelow(root, file.Path)))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                string relative = Path.GetRelativePath(root, file.Path), place =
                    FreeName(Path.Combine(target, relative));
                log.Add(new QuarantineEntry(root, Slashes(relative), Slashes(Path.GetRelativePath(target, place)),
                    file.Reason, DateTime.UtcNow));
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                File.Move(file.Path, place, overwrite: false);
                moved.Add(place);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed?.Invoke(file, e);
            }
        }

        return (log.Path, moved);
    }

    /// <summary>
    /// Moves the files of a log back to their previous paths. Nothing is overwritten; files that are already back are
    /// skipped. The log is not trusted: files come from its folder only and go below the dataset folder only.
    /// </summary>
    /// <param name="sourcePath">The dataset folder, or a list in it.</param>
    /// <param name="logPath">A log that <see cref="Move"/> wrote.</param>
    /// <param name="accept">Called before each move with the file and its previous path; false skips it.</param>
    /// <param name="failed">Called with each file that could not be moved back.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>The files at their previous paths.</returns>
    /// <exception cref="DatasetException">
    /// The file is not such a log, or not one of this dataset, or it contains paths outside its folders.
    /// </exception>
    public static IReadOnlyList<string> Restore(string sourcePath, string logPath, Func<string, string,
        bool>? accept = null, Action<SkippedFile, Exception>? failed = null, CancellationToken cancellation = default)
    {
        string root = FolderOf(sourcePath), log = Path.GetFullPath(logPath), folder = Path.GetDirectoryName(log)!;
        List<QuarantineEntry> entries = QuarantineLog.Read(log);
        List<string> restored = [];
        foreach (QuarantineEntry entry in entries)
            Check(entry, root, folder, log);
        foreach (QuarantineEntry entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            (string from, string to) = (FileNames.Join(folder, entry.Name), FileNames.Join(root, entry.Path));
            // The log is written first: a file that was never moved is still in place.
            if (!File.Exists(from) && File.Exists(to) || accept is not null && !accept(from, to))
                continue;
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Move(from, to, overwrite: false);
                restored.Add(to);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed?.Invoke(new SkippedFile(from, e.Message), e);
            }
        }

        return restored;
    }

    /// <exception cref="DatasetException">A path leads out of its folder, by itself or through a link.</exception>
    private static void Check(QuarantineEntry entry, string root, string folder, string log)
    {
        try
        {
            if (!Path.IsPathFullyQualified(entry.Source)
                || !FileNames.Comparer.Equals(RealPath.Of(entry.Source), RealPath.Of(root)))
            {
                throw new DatasetException($"'{log}' is of the dataset '{NameText.Truncate(entry.Source, 200)}', not of "
                    + $"'{root}'; nothing was moved.");
            }

            if (IsPlain(entry.Path) && IsPlain(entry.Name)
                && IsReallyBelow(root, FileNames.Join(root, entry.Path))
                && IsReallyBelow(folder, FileNames.Join(folder, entry.Name)))
            {
                return;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"A path of '{log}' cannot be followed, '{NameText.Truncate(entry.Path, 200)}': "
                + $"{e.Message} Nothing was moved.", e);
        }

        throw new DatasetException($"'{log}' contains a path outside its folders, '{NameText.Truncate(entry.Path, 200)}': "
            + $"files come from '{folder}' and go below '{root}', not through links; nothing was moved.");
    }

    /// <summary>Whether a path is relative and has only names.</summary>
    private static bool IsPlain(string path) => !Path.IsPathRooted(path) && !path.Contains('\0', StringComparison.Ordinal)
        && path.Split('/', '\\').All(name => name is not ("" or "." or ".."));

    private static IEnumerable<SkippedFile> Unreadable(string root, IEnumerable<DatasetFinding> findings) =>
        findings.Where(finding => finding.Kind == FindingKind.Unreadable)
            .SelectMany(finding => finding.Files.Select(file => new SkippedFile(file, finding.What)))
            .Where(file => IsIn(root, file));

    private static bool IsIn(string root, SkippedFile file) => File.Exists(file.Path) && IsBelow(root, file.Path);

    /// <summary>
    /// A link to a file is moved itself; a file in a linked folder would be taken out of that folder.
    /// </summary>
    private static bool IsReallyBelow(string root, string file)
    {
        try
        {
            return RealPath.IsBelow(root, Path.Combine(Path.GetDirectoryName(file)!, "_"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string FolderOf(string sourcePath) => DatasetSource.At(sourcePath).Root;

    private static bool IsBelow(string folder, string path) =>
        FileNames.IsBelow(Path.GetFullPath(folder), Path.GetFullPath(path));

    // A link to a folder of the dataset is in the dataset too.
    private static bool IsIn(string root, string target)
    {
        (string realRoot, string realTarget) = (RealPath.Of(root), RealPath.Of(target));
        return FileNames.Comparer.Equals(target, root) || IsBelow(root, target)
            || FileNames.Comparer.Equals(realTarget, realRoot) || FileNames.IsBelow(realRoot, realTarget);
    }

    private static string FreeName(string path)
    {
        string free = path;
        for (int i = 2; Path.Exists(free); i++)
            free = FormattableString.Invariant($"{Path.ChangeExtension(path, null)} ({i}){Path.GetExtension(path)}");
        return free;
    }

    private static string Slashes(string path) => Path.DirectorySeparatorChar == '/' ? path : path.Replace('\\', '/');
}
