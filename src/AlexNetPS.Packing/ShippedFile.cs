using System.Text.Json;

namespace AlexNetPS.Packing;

/// <summary>A file of a plug-in and the package that it is from.</summary>
/// <param name="Name">Path in the module: "plugins/AlexNetPS.Tables/CsvHelper.dll".</param>
/// <param name="Package">"CsvHelper/34.0.0"; null for a file of a project of this repository.</param>
internal sealed record ShippedFile(string Name, string? Package)
{
    private const string Dependencies = ".deps.json";

    /// <summary>
    /// Finds the package of a file among those that were restored for its project; null for the list of dependencies.
    /// </summary>
    /// <param name="path">Full path in the output of the project: PROJECT/bin/CONFIGURATION/FRAMEWORK/...</param>
    /// <param name="packages">Folder of the restored packages.</param>
    /// <exception cref="PackingException">No package has the file.</exception>
    public static ShippedFile? Of(string path, string packages)
    {
        if (path.EndsWith(Dependencies, StringComparison.Ordinal))
            return null;
        for (string? folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string restored = Path.Combine(folder, "obj", "project.assets.json"), plugin = Path.GetFileName(folder);
            if (!File.Exists(restored))
                continue;
            string[] output = Path.GetRelativePath(folder, path).Split('/', '\\');
            string name = $"plugins/{plugin}/{string.Join('/', output.Skip(3))}";
            return Path.GetFileName(path) == plugin + ".dll" ? new(name, null)
                : new(name, Find(path, restored, packages) ?? throw new PackingException($"'{path}' is in no package "
                    + $"that '{restored}' names, so its license is not known."));
        }

        throw new PackingException($"'{path}' is no output of a restored project.");
    }

    // By name; if several packages have a file of that name, by its bytes.
    private static string? Find(string path, string restored, string packages)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(restored));
        string name = Path.GetFileName(path);
        (string Package, string File)[] found = [.. document.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").ValueEquals("package"))
            .SelectMany(library => library.Value.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)
                .Where(file => file[(file.LastIndexOf('/') + 1)..] == name)
                .Select(file => (library.Name, Path.Combine(packages,
                    library.Value.GetProperty("path").GetString()!, file))))];
        return found.Select(one => one.Package).Distinct().Count() <= 1
            ? found.FirstOrDefault().Package
            : found.FirstOrDefault(one => IsSame(one.File, path)).Package;
    }

    private static bool IsSame(string one, string other) => new FileInfo(one).Length == new FileInfo(other).Length
        && File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));
}
