using System.IO.Enumeration;
using System.Text;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>Finds the file of an image that a list names by its path, by its id, or by its name alone.</summary>
/// <remarks>
/// A path that exists is taken as it is. "p01" stands for p01.jpg in the same folder; a name without folder also for the
/// only file of that name anywhere below the folder of the list. Nothing is guessed: two candidates are an error of the
/// row.
/// </remarks>
internal sealed class ImageFinder(string root, CancellationToken cancellation)
{
    private readonly Dictionary<string, Dictionary<string, List<string>>> _folders = new(StringComparer.Ordinal);
    private readonly AccentedNames _spellings = new();
    private Dictionary<string, List<string>>? _below;

    /// <summary>Returns the relative path of the file; null if there is none.</summary>
    /// <param name="path">Path in the list, with '/'.</param>
    /// <param name="fault">Why the file is not known, if several have the name.</param>
    public string? Find(string path, out string? fault)
    {
        fault = null;
        if (File.Exists(Path.Combine(root, path)))
            return path;
        if (!Ascii.IsValid(path) && _spellings.Find(root, path) is { } spelled)
            return spelled;
        int slash = path.LastIndexOf('/');
        (string folder, string name) = (path[..(slash + 1)], path[(slash + 1)..]);
        if (name.Length == 0)
            return null;
        if (OnlyOne(InFolder(folder), name, out fault) is { } here)
            return folder + here;
        return fault is null && slash < 0 ? OnlyOne(Below(), name, out fault) : null;
    }

    private static string? OnlyOne(Dictionary<string, List<string>> files, string name, out string? fault)
    {
        fault = null;
        if (!files.TryGetValue(ComposedText.Of(Stem(name)), out List<string>? found))
            return null;
        string[] fitting = [.. found
            .Where(path => !ImageNames.IsImage(name) || ComposedText.Of(Path.GetFileName(path))
                .Equals(ComposedText.Of(name), FileNames.Comparison))
            .Order(StringComparer.Ordinal)];
        if (fitting.Length > 1)
            fault = $"it may be {fitting[0]} or {fitting[1]}; the list should contain the path";
        return fitting.Length == 1 ? fitting[0] : null;
    }

    private static string Stem(string name) => ImageNames.IsImage(name) ? Path.GetFileNameWithoutExtension(name) : name;

    /// <summary>Returns the images of a folder by name without extension.</summary>
    private Dictionary<string, List<string>> InFolder(string folder)
    {
        if (!_folders.TryGetValue(folder, out Dictionary<string, List<string>>? files))
            _folders.Add(folder, files = List(Path.Combine(root, folder), recurse: false));
        return files;
    }

    private Dictionary<string, List<string>> Below() => _below ??= List(root, recurse: true);

    private Dictionary<string, List<string>> List(string folder, bool recurse)
    {
        var files = new Dictionary<string, List<string>>(FileNames.Comparer);
        if (!Directory.Exists(folder))
            return files;
        int cut = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)).Length + 1;
        foreach (string path in new FileSystemEnumerable<string>(Path.GetFullPath(folder),
            (ref FileSystemEntry entry) => entry.ToFullPath()[cut..].Replace('\\', '/'),
            new EnumerationOptions { RecurseSubdirectories = recurse, IgnoreInaccessible = true, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory
                && ImageNames.IsImage(entry.FileName) && !ImageNames.IsClutter(entry.FileName),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) =>
                (entry.Attributes & FileAttributes.ReparsePoint) == 0 && !ImageNames.IsClutter(entry.FileName)
                    && !SystemFolders.Has(entry.FileName),
        })
        {
            cancellation.ThrowIfCancellationRequested();
            string stem = ComposedText.Of(Path.GetFileNameWithoutExtension(path));
            if (files.TryGetValue(stem, out List<string>? same))
                same.Add(path);
            else
                files.Add(stem, [path]);
        }

        return files;
    }
}
