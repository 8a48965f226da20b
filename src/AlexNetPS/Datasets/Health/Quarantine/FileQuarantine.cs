using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Health.Quarantine;

/// <summary>Moves broken files of a dataset's folder aside, and back.</summary>
public static class FileQuarantine
{
    /// <summary>
    /// The files that can be moved: those that are still there, as files of their own below the dataset's folder.
    /// </summary>
    /// <param name="sourcePath">The dataset's folder, or the list in it.</param>
    /// <param name="findings">Findings about it; those of the kind Unreadable count.</param>
    public static IReadOnlyList<SkippedFile> Movable(string sourcePath, IEnumerable<DatasetFinding> findings) =>
    [
        .. findings.Where(finding => finding.Kind == FindingKind.Unreadable)
            .SelectMany(finding => finding.Files.Select(file => new SkippedFile(file, finding.What)))
            .Where(file => File.Exists(file.Path) && IsBelow(FolderOf(sourcePath), file.Path)),
    ];

    /// <summary>
    /// Moves files into a folder, at the same relative paths. Nothing is overwritten; a log of each move is written
    /// before it.
    /// </summary>
    /// <param name="sourcePath">The dataset's folder, or the list in it.</param>
    /// <param name="files">The files.</param>
    /// <param name="folder">Where to; made if it is missing. It must not lie in the dataset's folder.</param>
    /// <param name="failed">Told of each file that could not be moved.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <returns>Where the log is, and the moved files at their new places.</returns>
    /// <exception cref="DatasetException">The folder lies in the dataset's.</exception>
    public static (string Log, IReadOnlyList<string> Moved) Move(string sourcePath, IReadOnlyList<SkippedFile> files,
        string folder,
        Action<SkippedFile, Exception>? failed = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        string root = FolderOf(sourcePath), target = Path.GetFullPath(folder);
        if (FileNames.Comparer.Equals(target, root) || IsBelow(root, target))
        {
            throw new DatasetException($"'{target}' lies in the dataset's own folder and would be taken for a class. "
                + $"Give a folder outside '{root}'.");
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
    /// Moves the files of a log back to where they were. Nothing is overwritten; those that are back already are passed
    /// over.
    /// </summary>
    /// <param name="logPath">A log that <see cref="Move"/> wrote.</param>
    /// <param name="accept">Asked before each move, with the file and its previous place.</param>
    /// <param name="failed">Told of each file that could not be moved back.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <returns>The files at their previous places.</returns>
    /// <exception cref="DatasetException">Not such a log, or one that names places outside its folders.</exception>
    public static IReadOnlyList<string> Restore(string logPath, Func<string, string, bool>? accept =
        null, Action<SkippedFile, Exception>? failed = null, CancellationToken cancellation = default)
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
                    $"'{log}' names a place outside its folders, '{entry.Path}'; nothing more was moved.");
            }
        }

        foreach (QuarantineEntry entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            string from = Path.GetFullPath(Path.Combine(folder, entry.Name)), to =
                Path.GetFullPath(Path.Combine(entry.Source, entry.Path));
            // The log is written first: a file that never moved is still at its place.
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
