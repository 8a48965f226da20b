using System.Text.RegularExpressions;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// Atomic file replacement: writes a temporary file next to the target and renames it when complete, so that readers
/// never see a partial file and a failure keeps the old one. Disposing before <see cref="Commit"/> discards the new
/// file.
/// </summary>
internal sealed partial class FileReplacement : IDisposable
{
    private readonly string _path, _beside;

    /// <summary>Opens the temporary file; throws if the target cannot be written.</summary>
    public FileReplacement(string path)
    {
        _path = Path.GetFullPath(path);
        UnreachableName.RejectDevice(_path);
        _beside = $"{_path}.{Guid.NewGuid():N}.tmp";
        if (Directory.Exists(_path))
            throw new IOException($"'{_path}' is a folder; the name of a file is needed.");
        try
        {
            Stream = new FileStream(_beside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
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

    /// <summary>
    /// Deletes the temporary files that killed processes left in a folder, in which no other process may be writing.
    /// </summary>
    public static void DeleteLeftovers(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.tmp").Where(IsLeftover))
            Quietly(() => File.Delete(file));
    }

    /// <summary>Whether a path is that of a temporary file.</summary>
    public static bool IsLeftover(string path) => NamePattern().IsMatch(path) && File.Exists(path);

    /// <summary>Renames the temporary file to the target.</summary>
    public void Commit()
    {
        // The contents must reach the disk before the rename.
        DiskFlush.Of(Stream);
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

    [GeneratedRegex(@"\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex NamePattern();
}
