namespace AlexNetPS.Formats.Files;

/// <summary>
/// Atomic file replacement: writes a temporary file next to the target and renames it when complete, so that readers
/// never see a partial file and a failure keeps the old one. Disposing before <see cref="Commit"/> discards the new
/// file. What a killed process left beside the target goes.
/// </summary>
internal sealed class FileReplacement : IDisposable
{
    private const int Attempts = 5;

    private readonly string _path;
    private string _beside = "";

    /// <summary>Opens the temporary file; throws if the target cannot be written.</summary>
    public FileReplacement(string path)
    {
        _path = Path.GetFullPath(path);
        UnreachableName.RejectDevice(_path);
        if (Directory.Exists(_path))
            throw new IOException($"'{_path}' is a folder; the name of a file is needed.");
        TemporaryName.DeleteFiles(Path.GetDirectoryName(_path)!, Path.GetFileName(_path));
        try
        {
            Stream = Create();
        }
        catch (DirectoryNotFoundException e)
        {
            throw new DirectoryNotFoundException($"'{_path}' cannot be written: its folder does not exist.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"'{_path}' cannot be written: access to its folder is denied.", e);
        }
    }

    /// <summary>The temporary file.</summary>
    public FileStream Stream { get; }

    /// <summary>Replaces a file with what an action writes.</summary>
    public static void Write(string path, Action<FileStream> write)
    {
        using var file = new FileReplacement(path);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>Replaces a text file (UTF-8 without a byte order mark).</summary>
    public static void WriteText(string path, Action<TextWriter> write) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, bufferSize: 1 << 16, leaveOpen: true);
        write(writer);
    });

    /// <summary>Renames the temporary file to the target.</summary>
    public void Commit()
    {
        // The contents must reach the disk before the rename.
        DiskFlush.Of(Stream);
        // Held until it has its name. Windows renames a file that is open for reading only.
        using var held = new FileStream(_beside, FileMode.Open, FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete, 1);
        Stream.Dispose();
        try
        {
            HeldFile.Retry(() => File.Move(_beside, _path, overwrite: true));
        }
        catch (Exception e) when (HeldFile.IsHeld(e))
        {
            throw new IOException(
                $"'{_path}' cannot be replaced: another program has it open, or it may not be written. Close that "
                    + "program.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Quietly(Stream.Dispose);
        Quietly(() => File.Delete(_beside));
    }

    /// <summary>
    /// Runs a cleanup step and ignores its failure: an exception already in flight is the one to report, and a writer
    /// on a committed file finds it closed.
    /// </summary>
    public static void Quietly(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
        }
    }

    private FileStream Create()
    {
        for (int attempt = 1; ; attempt++)
        {
            _beside = TemporaryName.Beside(_path);
            try
            {
                return new FileStream(_beside, FileMode.CreateNew, FileAccess.ReadWrite,
                    FileShare.Read | FileShare.Delete, 1 << 16);
            }
            catch (IOException e) when (HeldFile.IsShared(e) && attempt < Attempts)
            {
                // Another process was looking whether anybody holds the new file, and deletes it.
            }
        }
    }
}
