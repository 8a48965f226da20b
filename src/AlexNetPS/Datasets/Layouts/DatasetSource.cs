using Names = AlexNetPS.Formats.Files.FileNames;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>
/// Source of a dataset: a folder, a file that lists or contains the images, or a path for each split.
/// </summary>
/// <param name="Path">Full path; of paths for each split the folder that contains all.</param>
/// <param name="IsFile">Whether it is a file.</param>
internal sealed record DatasetSource(string Path, bool IsFile)
{
    /// <summary>Full paths of each split; null for one path.</summary>
    public SplitPaths? Splits { get; private init; }

    /// <summary>Text that tells this source from any other.</summary>
    public string Identity => Splits is null ? Path
        : string.Join('|', Splits.All.Select(split => $"{split.Split}={split.Path}"));

    /// <summary>Base folder of relative paths.</summary>
    public string Root => IsFile ? System.IO.Path.GetDirectoryName(Path)! : Path;

    /// <summary>Name of the dataset.</summary>
    public string Name => IsFile ? System.IO.Path.GetFileNameWithoutExtension(Path) : NameOf(Path);

    /// <exception cref="DatasetException">The path does not exist.</exception>
    public static DatasetSource At(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        return Directory.Exists(full) ? new(full, false)
            : File.Exists(full) ? new(full, true)
            : throw new DatasetException($"There is no folder or file '{full}'.");
    }

    /// <summary>
    /// Returns the source of paths for each split; relative paths start at the folder that contains all.
    /// </summary>
    /// <exception cref="DatasetException">A path does not exist, is there twice, or is inside another.</exception>
    public static DatasetSource Of(SplitPaths splits)
    {
        if (splits.Train.Count == 0)
            throw new DatasetException("-TrainPath is missing: every class needs training images.");
        SplitPaths full = new(Full(splits.Train), Full(splits.Validation), Full(splits.Test));
        string[] paths = [.. full.All.Select(split => split.Path)];
        foreach (string path in paths)
        {
            if (paths.Count(other => Names.Comparer.Equals(other, path)) > 1)
                throw new DatasetException($"'{path}' is given for two splits, or twice. An image belongs to one split.");
            if (Array.Find(paths, other => Names.IsBelow(other, path)) is { } outer)
            {
                throw new DatasetException($"'{path}' is inside '{outer}', so its images would be in two splits. "
                    + "Give folders next to each other, or the outer folder as -Path.");
            }
        }

        return new(paths.Select(path => At(path).Root).Aggregate(Common), false) { Splits = full };

        static string[] Full(IReadOnlyList<string> paths) => [.. paths.Select(path => At(path).Path)];
    }

    private static string Common(string one, string other)
    {
        string? common = one;
        while (common is not null && !Names.Comparer.Equals(common, other)
            && !Names.IsBelow(common, other))
        {
            common = System.IO.Path.GetDirectoryName(common);
        }

        // On another drive there is none; paths are then absolute.
        return common ?? one;
    }

    // The root of a drive has only its letter as a name; that of Linux has none.
    private static string NameOf(string folder) => System.IO.Path.GetFileName(folder) is { Length: > 0 } name ? name
        : folder.Trim('/', '\\', ':') is { Length: > 0 } letter ? letter : "root";

    public bool HasExtension(params ReadOnlySpan<string> extensions)
    {
        foreach (string extension in extensions)
        {
            if (IsFile && Path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Returns the names of the files directly in the folder in ordinal order, or the name of the file itself.
    /// </summary>
    public IEnumerable<string> FileNames() => IsFile
        ? [System.IO.Path.GetFileName(Path)]
        : Directory.EnumerateFiles(Path).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
