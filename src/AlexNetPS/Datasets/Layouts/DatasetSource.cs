namespace AlexNetPS.Datasets.Layouts;

/// <summary>Source of a dataset: a folder, or a file that lists or contains the images.</summary>
/// <param name="Path">Full path.</param>
/// <param name="IsFile">Whether it is a file.</param>
internal sealed record DatasetSource(string Path, bool IsFile)
{
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
