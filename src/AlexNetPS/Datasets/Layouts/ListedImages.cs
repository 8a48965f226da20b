using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Finds images of a listing by the paths that people and other programs write.</summary>
internal sealed class ListedImages
{
    private readonly IReadOnlyList<SourceFile> _files;
    private readonly string _root;
    private readonly Dictionary<string, int> _positions;
    private readonly Lazy<ILookup<string, int>> _names;

    public ListedImages(IReadOnlyList<SourceFile> files, string root)
    {
        (_files, _root) = (files, root);
        _positions = new(files.Count, FileNames.Comparer);
        for (int i = 0; i < files.Count; i++)
            _positions.TryAdd(files[i].RelativePath, i);
        _names = new(() => Enumerable.Range(0, files.Count)
            .ToLookup(i => Stem(Last(files[i].RelativePath)).ToString(), FileNames.Comparer));
    }

    /// <summary>
    /// Returns the position of an image: by its path relative to the dataset folder, its full path, or the end of its
    /// path, also without extension, as lists name images; null if there is none.
    /// </summary>
    /// <exception cref="DatasetException">The end of a path is that of several images.</exception>
    public int? Find(string path)
    {
        string written = Slashes(path.Trim());
        if (written.Contains('\0', StringComparison.Ordinal))
            return null;
        if (_positions.TryGetValue(written, out int position))
            return position;
        if (Path.IsPathRooted(written))
        {
            string full = Slashes(Path.GetFullPath(written));
            return _positions.TryGetValue(full, out position)
                || FileNames.IsBelow(_root, Path.GetFullPath(written))
                    && _positions.TryGetValue(Slashes(Path.GetRelativePath(_root, written)), out position)
                ? position
                : null;
        }

        written = written.StartsWith("./", StringComparison.Ordinal) ? written[2..] : written;
        int[] found = [.. _names.Value[Stem(Last(written)).ToString()].Where(i => EndsWith(_files[i].RelativePath, written))];
        return found.Length switch
        {
            0 => null,
            1 => found[0],
            _ => throw new DatasetException($"The correction of '{NameText.Truncate(path, 100)}' is that of "
                + $"{FolderReader.Count(found.Length, "image")}: "
                + $"{NameText.List([.. found.Select(i => $"'{_files[i].RelativePath}'")], 3)}. Write the path relative to "
                + $"'{_root}'."),
        };
    }

    private static bool EndsWith(string file, string written) =>
        IsEnd(file, written) || IsEnd(Stem(file).ToString(), written);

    private static bool IsEnd(string file, string written) => file.EndsWith(written, FileNames.Comparison)
        && (file.Length == written.Length || file[^(written.Length + 1)] == '/');

    private static ReadOnlySpan<char> Last(string path) => path.AsSpan(path.LastIndexOf('/') + 1);

    /// <summary>A path or name without the extension of an image: "ISIC_0.1" has none.</summary>
    private static ReadOnlySpan<char> Stem(ReadOnlySpan<char> path) =>
        ImageNames.IsImage(path) ? path[..path.LastIndexOf('.')] : path;

    private static string Slashes(string path) => Path.DirectorySeparatorChar == '/' ? path : path.Replace('\\', '/');
}
