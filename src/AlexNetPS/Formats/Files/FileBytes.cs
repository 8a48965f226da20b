using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// An open file that is read at positions, so that only what is used comes into memory. Several threads may read at
/// once. All reading of weights comes through here, and so stops here.
/// </summary>
internal sealed class FileBytes : IByteSource, IDisposable
{
    private readonly SafeFileHandle _file;

    public FileBytes(string path, CancellationToken stopping = default)
    {
        Stopping = stopping;
        Path = System.IO.Path.GetFullPath(path);
        _file = File.OpenHandle(Path, share: FileShare.Read | FileShare.Delete);
        Length = RandomAccess.GetLength(_file);
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Canceled when the reading is no longer wanted.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Bytes, when it was opened.</summary>
    public long Length { get; }

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="FormatException">The file ends before.</exception>
    /// <exception cref="OperationCanceledException">The reading is no longer wanted.</exception>
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

    /// <summary>The first bytes, fewer where the file is shorter.</summary>
    public byte[] Start(int count)
    {
        byte[] start = new byte[(int)Math.Min(count, Length)];
        Read(start, 0);
        return start;
    }

    public void Dispose() => _file.Dispose();
}
