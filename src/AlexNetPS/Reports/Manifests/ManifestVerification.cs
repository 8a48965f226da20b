using AlexNetPS.Formats.Files;

namespace AlexNetPS.Reports.Manifests;

/// <summary>Compares a folder to its manifest.json.</summary>
public static class ManifestVerification
{
    /// <summary>
    /// Compares the files of a folder to its manifest: first those listed, in the order of the manifest, then those
    /// that are not. Nothing outside the folder is read.
    /// </summary>
    /// <param name="path">The folder, or its manifest.json.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellation">Cancels between blocks of a file.</param>
    /// <exception cref="FileNotFoundException">The folder has no manifest.</exception>
    /// <exception cref="ManifestException">The manifest is damaged, or has a path that leads out of the
    /// folder.</exception>
    public static IEnumerable<ManifestResult> Verify(string path, IProgress<ManifestProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string manifestPath = Path.GetFullPath(path);
        if (Directory.Exists(manifestPath))
            manifestPath = Path.Combine(manifestPath, FolderManifest.FileName);
        if (!File.Exists(manifestPath))
            throw new FileNotFoundException($"There is no manifest '{manifestPath}'.", manifestPath);
        return Compare(Path.GetDirectoryName(manifestPath)!, ManifestReader.Read(manifestPath), progress, cancellation);
    }

    private static IEnumerable<ManifestResult> Compare(string folder, FolderManifest manifest,
        IProgress<ManifestProgress>? progress, CancellationToken cancellation)
    {
        long total = manifest.Files.Sum(file => (long)file.Bytes), done = 0;
        foreach (ManifestFile file in manifest.Files)
        {
            yield return Compare(folder, file, count => progress?.Report(new(file.Path, done += count, total)),
                cancellation);
        }

        HashSet<string> listed = new(manifest.Files.Select(file => file.Path), FileNames.Comparer);
        foreach (string other in FolderFiles.List(folder, int.MaxValue, cancellation))
        {
            if (!listed.Contains(other))
                yield return new() { Path = other, Status = ManifestStatus.Unlisted, Folder = folder };
        }
    }

    private static ManifestResult Compare(string folder, ManifestFile file, Action<int> read,
        CancellationToken cancellation)
    {
        string path = FileNames.Join(folder, file.Path);
        var result = new ManifestResult
        {
            Path = file.Path,
            Status = ManifestStatus.Missing,
            Folder = folder,
            ExpectedBytes = file.Bytes,
            ExpectedSha256 = file.Sha256.ToLowerInvariant(),
        };
        try
        {
            if (UnreachableName.Reason(path) is string reason)
                return result with { Status = ManifestStatus.Rejected, Reason = reason };
            if (!RealPath.IsBelow(folder, path))
                return Rejected("is a link that leads out of the folder");
            if (Directory.Exists(path))
                return Rejected("is a folder");
            if (!File.Exists(path))
                return result;
            (long bytes, string sha256) = FileHash.Of(path, read, cancellation);
            return result with
            {
                Status = sha256 == result.ExpectedSha256 ? ManifestStatus.Ok : ManifestStatus.Changed,
                ActualBytes = bytes,
                ActualSha256 = sha256,
            };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted in between.
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Rejected(e.Message);
        }

        ManifestResult Rejected(string why) => result with { Status = ManifestStatus.Rejected, Reason = why };
    }
}
