using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Health.Quarantine;

/// <summary>Moves unreadable files of a dataset folder to a quarantine folder, and back.</summary>
public static class FileQuarantine
{
    /// <summary>Returns the files that can be moved: existing separate files in the dataset folder.</summary>
    /// <param name="sourcePath">The dataset folder, or a list in it.</param>
    /// <param name="findings">Findings about the dataset; only those of the kind Unreadable are used.</param>
    public static IReadOnlyList<SkippedFile> Movable(string sourcePath, IEnumerable<DatasetFinding> findings) =>
    [
        .. findings.Where(finding => finding.Kind == FindingKind.Unreadable)
            .SelectMany(finding => finding.Files.Select(file => new SkippedFile(file, finding.What)))
            .Where(file => File.Exists(file.Path) && IsBelow(FolderOf(sourcePath), file.Path)),
    ];

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
        if (FileNames.Comparer.Equals(target, root) || IsBelow(root, target))
        {
            throw new DatasetException($"'{target}' is in the dataset's own folder and would be imported as a class. "
                + $"Use a folder outside '{root}'.");
        }

        using QuarantineLog log = QuarantineLog.Begin(target);
        List<string> moved = [];
        foreach (SkippedFile file in files)
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
    /// skipped.
    /// </summary>
    /// <param name="logPath">A log that <see cref="Move"/> wrote.</param>
    /// <param name="accept">Called before each move with the file and its previous path; false skips it.</param>
    /// <param name="failed">Called with each file that could not be moved back.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>The files at their previous paths.</returns>
    /// <exception cref="DatasetException">
    /// The file is not such a log, or it contains paths outside its folders.
    /// </exception>
    public static IReadOnlyList<string> Restore(string logPath, Func<string, string,
        bool>? accept = null, Action<SkippedFile, Exception>? failed = null, CancellationToken cancellation = default)
    {
        string log = Path.GetFullPath(logPath), folder = Path.GetDirectoryName(log)!;
        List<QuarantineEntry> entries = QuarantineLog.Read(log);
        List<string> restored = [];
        foreach (QuarantineEntry entry in entries)
        {
            string from = Path.GetFullPath(Path.Combine(folder, entry.Name)), to =
                Path.GetFullPath(Path.Combine(entry.Source, entry.Path));
            if (!Path.IsPathFullyQualified(entry.Source) || !IsBelow(folder, from)
                || !IsBelow(Path.GetFullPath(entry.Source), to))
            {
                throw new DatasetException(
                    $"'{log}' contains a path outside its folders, '{entry.Path}'; nothing was moved.");
            }
        }

        foreach (QuarantineEntry entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            string from = Path.GetFullPath(Path.Combine(folder, entry.Name)), to =
                Path.GetFullPath(Path.Combine(entry.Source, entry.Path));
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

    private static string FolderOf(string sourcePath) => DatasetSource.At(sourcePath).Root;

    private static bool IsBelow(string folder, string path) =>
        FileNames.IsBelow(Path.GetFullPath(folder), Path.GetFullPath(path));

    private static string FreeName(string path)
    {
        string free = path;
        for (int i = 2; Path.Exists(free); i++)
            free = FormattableString.Invariant($"{Path.ChangeExtension(path, null)} ({i}){Path.GetExtension(path)}");
        return free;
    }

    private static string Slashes(string path) => Path.DirectorySeparatorChar == '/' ? path : path.Replace('\\', '/');
}
