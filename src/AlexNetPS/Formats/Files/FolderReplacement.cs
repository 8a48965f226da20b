namespace AlexNetPS.Formats.Files;

/// <summary>
/// Replacement of a whole folder: files are written to a folder next to the target, which is renamed when complete.
/// Disposing before <see cref="Commit"/> discards the new folder and keeps the old one.
/// </summary>
internal sealed class FolderReplacement : IDisposable
{
    private readonly string _target, _beside;

    /// <summary>Creates the temporary folder.</summary>
    /// <param name="target">Full path of the folder to replace; it need not exist.</param>
    public FolderReplacement(string target)
    {
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        UnreachableName.RejectDevice(_target);
        _beside = $"{_target}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(_beside);
    }

    /// <summary>The temporary folder.</summary>
    public string Folder => _beside;

    /// <summary>Renames the temporary folder to the target; an existing target is deleted afterwards.</summary>
    public void Commit()
    {
        string? old = null;
        if (Directory.Exists(_target))
        {
            old = $"{_target}.{Guid.NewGuid():N}.tmp";
            HeldFile.Retry(() => Directory.Move(_target, old));
        }

        try
        {
            HeldFile.Retry(() => Directory.Move(_beside, _target));
        }
        catch when (old is not null)
        {
            FileReplacement.Quietly(() => Directory.Move(old, _target));
            throw;
        }

        if (old is not null)
            FileReplacement.Quietly(() => Delete(old));
    }

    /// <inheritdoc/>
    public void Dispose() => FileReplacement.Quietly(() =>
    {
        if (Directory.Exists(_beside))
            Delete(_beside);
    });

    // Windows deletes no read-only file.
    private static void Delete(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(folder, recursive: true);
    }
}
