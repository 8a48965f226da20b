using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Models.Onnx.Reading;

/// <summary>
/// Files of values beside a model ("external data"). A name comes from the file, so only a file in the folder of the
/// model, or in a folder inside it, is opened, and none through a link.
/// </summary>
internal sealed class SideFiles(FileBytes model) : IDisposable
{
    private const int MaximumFiles = 100;

    private readonly Dictionary<string, FileBytes> _open = new(StringComparer.Ordinal);

    /// <summary>Opens a file by its name in the model, once.</summary>
    /// <exception cref="FormatException">It is not inside the folder, or not there.</exception>
    public IByteSource Open(string location)
    {
        if (_open.TryGetValue(location, out FileBytes? known))
            return known;
        string shown = NameText.Truncate(location);
        if (_open.Count == MaximumFiles)
            throw new FormatException($"its values are in more than {MaximumFiles} files");
        string[] parts = location.Split('/', '\\');
        if (Path.IsPathRooted(location) || location.Contains(':', StringComparison.Ordinal)
            || Array.Exists(parts, part => part.Trim(' ', '.').Length == 0 || part.Any(char.IsControl)))
        {
            throw new FormatException($"its values are in the file '{shown}', which is not in its folder; nothing "
                + "outside the folder is read");
        }

        string path = Path.GetDirectoryName(model.Path)!;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                throw new FormatException($"its values are in the file '{shown}', a link; links are not followed");
        }

        if (!File.Exists(path))
            throw new FormatException($"its values are in the file '{shown}', which is not beside it");
        return _open[location] = new FileBytes(path, model.Stopping);
    }

    public void Dispose()
    {
        foreach (FileBytes file in _open.Values)
            file.Dispose();
    }
}
