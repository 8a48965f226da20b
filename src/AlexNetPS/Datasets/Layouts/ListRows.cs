using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Rows of a list as images; an invalid row becomes a skipped file with the reason.</summary>
internal sealed class ListRows(DatasetSource source)
{
    private readonly Dictionary<string, string> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Label, long Line)> _paths = new(FileNames.Comparer);
    private readonly string _list = Path.GetFileName(source.Path);

    public List<SourceFile> Files { get; } = [];

    public IEnumerable<string> Classes => _classes.Keys;

    public void Add(IReadOnlyList<string> row, long line, ListColumns columns)
    {
        string path = row[columns.Path].Trim().Replace('\\', '/'), label = row[columns.Label].Trim();
        if (path.StartsWith("./", StringComparison.Ordinal))
            path = path[2..];
        SplitName? split = null;
        if (path.Length == 0 || path.Contains('\0'))
        {
            Reject(line, $"column {columns.Path + 1} should contain a path, but is empty");
        }
        else if (label.Length == 0)
        {
            Reject(line, $"'{path}' has no label: column {columns.Label + 1} is empty");
        }
        else if (columns.Split >= 0 && !TryParseSplit(row[columns.Split].Trim(), out split))
        {
            Reject(line, $"'{row[columns.Split]}' in column {columns.Split + 1} is not a split: use train, val or "
                + "test, or leave it empty");
        }
        else if (!_paths.TryAdd(path, (label, line)))
        {
            Reject(line,
                _paths[path].Label == label
                    ? $"'{path}' is already listed in line {_paths[path].Line}"
                    : $"'{path}' is '{label}' here and '{_paths[path].Label}' in line {_paths[path].Line}");
        }
        else
        {
            Files.Add(Look(path, label, split, line));
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
            if (!file.Exists)
            {
                return SourceFile.Missing(path, label,
                    Directory.Exists(file.FullName)
                        ? "it is a folder"
                        : FormattableString.Invariant($"there is no such file (line {line} of {_list})"));
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

    private static bool TryParseSplit(string text, out SplitName? split)
    {
        (bool known, split) = text.ToLowerInvariant() switch
        {
            "" => (true, (SplitName?)null),
            "train" or "training" => (true, SplitName.Train),
            "val" or "valid" or "validation" or "dev" => (true, SplitName.Validation),
            "test" or "testing" => (true, SplitName.Test),
            _ => (false, null),
        };
        return known;
    }
}
