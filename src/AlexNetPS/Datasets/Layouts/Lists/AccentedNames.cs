using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>Finds files whose names on disk have their accents in the other form than a list has.</summary>
internal sealed class AccentedNames
{
    private readonly Dictionary<string, Dictionary<string, string>> _folders = new(StringComparer.Ordinal);

    /// <summary>Returns the relative path as it is on disk, with '/'; null if there is no such file.</summary>
    public string? Find(string root, string path)
    {
        string found = Path.GetPathRoot(path) ?? "";
        foreach (string name in path[found.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string start = found.Length == 0 || found.EndsWith('/') ? found : found + "/";
            if (Path.Exists(Path.Combine(root, start + name)))
                found = start + name;
            else if (In(Path.Combine(root, found)).TryGetValue(ComposedText.Of(name), out string? own))
                found = start + own;
            else
                return null;
        }

        return File.Exists(Path.Combine(root, found)) ? found : null;
    }

    private Dictionary<string, string> In(string folder)
    {
        if (_folders.TryGetValue(folder, out Dictionary<string, string>? names))
            return names;
        names = new(FileNames.Comparer);
        if (Directory.Exists(folder))
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)))
                names.TryAdd(ComposedText.Of(entry), entry);
        }

        _folders.Add(folder, names);
        return names;
    }
}
