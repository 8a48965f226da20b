using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>Rows of a list as images; an invalid row becomes a skipped file with the reason.</summary>
/// <param name="source">The list.</param>
/// <param name="finder">Finds files that are named without folder or extension.</param>
internal sealed class ListRows(DatasetSource source, ImageFinder finder)
{
    private readonly Dictionary<string, string> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Label, long Line)> _paths = new(FileNames.Comparer);
    private readonly HashSet<string> _found = new(FileNames.Comparer);
    private readonly string _list = Path.GetFileName(source.Path);

    public List<SourceFile> Files { get; } = [];

    public ImageFinder Finder => finder;

    public IEnumerable<string> Classes => _classes.Keys;

    /// <summary>Number of images by label, as written: with the blanks around it.</summary>
    public Dictionary<string, int> Spellings { get; } = new(StringComparer.Ordinal);

    /// <summary>Images that are listed again with another label, the first of them.</summary>
    public List<string> Contradictions { get; } = [];

    public void Add(IReadOnlyList<string> row, long line, ListColumns columns)
    {
        string path = row[columns.Path].Trim().Replace('\\', '/'), written = columns.Label.Of(row, line);
        string label = written.Trim();
        if (path.StartsWith("./", StringComparison.Ordinal))
            path = path[2..];
        SplitName? split = null;
        string reason = "";
        if (label.Contains('\uFFFD'))
        {
            throw new FormatException(FormattableString.Invariant($"the label '{label}' in line {line} has lost a ")
                + "character: the list was saved from text in another encoding. Export it again as UTF-8.");
        }

        if (path.Length == 0 || path.Contains('\0'))
        {
            Reject(line, $"column {columns.Path + 1} should contain a path, but is empty");
        }
        else if (label.Length == 0)
        {
            Reject(line, $"'{path}' has no label: {columns.Label.Place}");
        }
        else if (columns.Split?.TryParse(row, out split, out reason) == false)
        {
            Reject(line, reason);
        }
        else if (!_paths.TryAdd(path, (label, line)))
        {
            Reject(line,
                _paths[path].Label == label
                    ? $"'{path}' is already listed in line {_paths[path].Line}"
                    : $"'{path}' is '{label}' here and '{_paths[path].Label}' in line {_paths[path].Line}");
            if (_paths[path].Label != label)
                Contradictions.Add(path);
        }
        else
        {
            Files.Add(Look(path, label, split, line) with { Properties = columns.Properties.Of(row) });
            Spellings[written] = Spellings.GetValueOrDefault(written) + 1;
        }
    }

    /// <summary>Skips a row that does not name a new image.</summary>
    public void Reject(long line, string reason) =>
        Files.Add(SourceFile.Missing(FormattableString.Invariant($"{_list}#line {line}"), "", reason));

    private SourceFile Look(string path, string label, SplitName? split, long line)
    {
        try
        {
            var file = new FileInfo(Path.Combine(source.Root, path));
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                file = target;
            string? fault = null;
            if (!file.Exists && finder.Find(path, out fault) is { } found)
            {
                path = found;
                file = new FileInfo(Path.Combine(source.Root, path));
            }

            if (!file.Exists)
            {
                return SourceFile.Missing(path, label,
                    Directory.Exists(file.FullName)
                        ? "it is a folder"
                        : fault ?? FormattableString.Invariant($"there is no such file (line {line} of {_list})"));
            }

            if (!_found.Add(path))
            {
                return SourceFile.Missing(FormattableString.Invariant($"{_list}#line {line}"), "",
                    $"'{path}' is already listed under another name");
            }

            if (!_classes.TryGetValue(label, out string? shared))
                _classes.Add(label, shared = label);
            return new SourceFile(path, shared, split, file.Length, file.LastWriteTimeUtc);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException
            or UnauthorizedAccessException)
        {
            return SourceFile.Missing(path, label, e.Message);
        }
    }
}
