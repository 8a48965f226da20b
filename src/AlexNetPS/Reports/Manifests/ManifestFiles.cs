using System.Globalization;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Reports.Manifests;

/// <summary>Lists the files of a folder for its manifest.</summary>
internal static class ManifestFiles
{
    /// <summary>Files that a folder of a model may have.</summary>
    public const int Most = 1000;

    /// <summary>Throws if the folder has too many files for one of a model, or some that cannot be listed.</summary>
    /// <exception cref="ManifestException">The message names the file, or the limit.</exception>
    public static IReadOnlyList<string> Require(string folder, CancellationToken cancellation)
    {
        IReadOnlyList<string> paths = FolderFiles.List(folder, Most + 1, cancellation);
        if (paths.Count > Most)
        {
            throw new ManifestException(string.Create(CultureInfo.InvariantCulture, $"'{folder}' has more than {Most:N0} "
                + $"files, and {FolderManifest.FileName} lists every one. Export to a folder of the model alone."));
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string path in paths)
        {
            string full = FileNames.Join(folder, path);
            if ((ManifestPath.Problem(path) ?? Problem(folder, full)) is string problem)
                throw new ManifestException($"'{full}' {problem}. {FolderManifest.FileName} lists every file; move it.");
            if (!names.Add(path))
                throw new ManifestException($"'{full}' differs from another file only in case. Rename it.");
        }

        return paths;
    }

    /// <summary>Returns the files of a folder with sizes and SHA-256.</summary>
    /// <exception cref="ManifestException">The folder has a file that cannot be listed.</exception>
    public static IReadOnlyList<ManifestFile> Of(string folder, CancellationToken cancellation) =>
        [.. Require(folder, cancellation).Select(path =>
        {
            (long bytes, string sha256) = FileHash.Of(FileNames.Join(folder, path), null, cancellation);
            return new ManifestFile { Path = path, Bytes = bytes, Sha256 = sha256 };
        })];

    private static string? Problem(string folder, string path)
    {
        if (!RealPath.IsBelow(folder, path))
            return "is a link that leads out of the folder";
        if (Directory.Exists(path))
            return "is a link to a folder";
        if (!File.Exists(path))
            return "is a link that leads nowhere";
        RegularFile.Require(path);
        return null;
    }
}
