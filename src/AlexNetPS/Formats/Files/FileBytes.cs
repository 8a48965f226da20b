using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// An open file read at given offsets, so that only the used parts are loaded. Several threads may read concurrently.
/// All weights are read through this class, so cancellation takes effect here.
/// </summary>
internal sealed class FileBytes : IByteSource, IDisposable
{
    private readonly SafeFileHandle _file;

    public FileBytes(string path, CancellationToken stopping = default)
    {
        Stopping = stopping;
        Path = System.IO.Path.GetFullPath(path);
        _file = InputFile.OpenHandle(Path, FileShare.Read | FileShare.Delete);
        Length = RandomAccess.GetLength(_file);
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Canceled to stop reading.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Length in bytes when the file was opened.</summary>
    public long Length { get; }

    /// <summary>Fills a buffer from an offset.</summary>
    /// <exception cref="FormatException">The file ends before the buffer is full.</exception>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public void Read(Span<byte> destination, long offset)
    {
        Stopping.ThrowIfCancellationRequested();
        while (!destination.IsEmpty)
        {
            int read = offset < 0 ? 0 : RandomAccess.Read(_file, destination, offset);
            if (read == 0)
            {
                throw new FormatException(
                    $"it is truncated or damaged: it ends at byte {Length:N0}, and byte {offset:N0} is needed");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    /// <summary>Returns the first bytes, fewer if the file is shorter.</summary>
    public byte[] Start(int count)
    {
        byte[] start = new byte[(int)Math.Min(count, Length)];
        Read(start, 0);
        return start;
    }

    public void Dispose() => _file.Dispose();
}
