namespace AlexNetPS.Formats.Files;

/// <summary>
/// Replacement of a whole folder: files are written to a folder next to the target, which is renamed when complete.
/// Disposing before <see cref="Commit"/> discards the new folder and keeps the old one. What a killed process left
/// beside the target goes.
/// </summary>
internal sealed class FolderReplacement : IDisposable
{
    private const int Attempts = 5;

    private readonly string _target;
    private readonly FileStream _held;
    private string _beside = "";

    /// <summary>Creates the temporary folder.</summary>
    /// <param name="target">Full path of the folder to replace; it need not exist.</param>
    public FolderReplacement(string target)
    {
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        UnreachableName.RejectDevice(_target);
        TemporaryName.DeleteFolders(_target);
        Directory.CreateDirectory(Path.GetDirectoryName(_target)!);
        _held = Hold();
        try
        {
            Directory.CreateDirectory(_beside);
        }
        catch
        {
            _held.Dispose();
            throw;
        }
    }

    /// <summary>The temporary folder.</summary>
    public string Folder => _beside;

    /// <summary>Renames the temporary folder to the target; an existing target is deleted afterwards.</summary>
    public void Commit()
    {
        string? old = null;
        if (Directory.Exists(_target))
        {
            old = _beside + TemporaryName.Previous;
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
    public void Dispose()
    {
        FileReplacement.Quietly(() =>
        {
            if (Directory.Exists(_beside))
                Delete(_beside);
        });
        _held.Dispose();
    }

    /// <summary>Deletes a folder with all that is in it, read-only files too.</summary>
    internal static void Delete(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(folder, recursive: true);
    }

    // A process cannot hold a folder, so it holds a file beside it.
    private FileStream Hold()
    {
        for (int attempt = 1; ; attempt++)
        {
            _beside = TemporaryName.Beside(_target);
            try
            {
                return new FileStream(_beside + TemporaryName.Lock, FileMode.CreateNew, FileAccess.ReadWrite,
                    FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException e) when (HeldFile.IsShared(e) && attempt < Attempts)
            {
                // Another process was looking whether anybody holds the new file, and deletes it.
            }
        }
    }
}
