namespace AlexNetPS.Files;

/// <summary>Writes a file beside its target and renames it, so that a reader never sees half a file and a failure leaves the old one.</summary>
internal static class FileReplacement
{
    /// <summary>Replaces a file by what an action writes.</summary>
    public static void Write(string path, Action<FileStream> write)
    {
        path = Path.GetFullPath(path);
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);

                // The rename must not reach the disk before the contents.
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            DeleteIfThere(beside);
            throw;
        }
    }

    /// <summary>Replaces a text file (UTF-8 without a byte order mark).</summary>
    public static void WriteText(string path, Action<TextWriter> write) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, bufferSize: 1 << 16, leaveOpen: true);
        write(writer);
    });

    private static void DeleteIfThere(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}
