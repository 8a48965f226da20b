using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Appends images to pixels.npy, from many threads. Data is flushed to disk during the import: flushing only at the end
/// took an eighth of the import time.
/// </summary>
internal sealed class PixelAppender : IDisposable
{
    private static readonly TimeSpan _flushInterval = TimeSpan.FromMilliseconds(100);

    private readonly SafeFileHandle _file;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _flusher;
    private readonly string _path;
    private long _end;
    private volatile IOException? _lost;

    /// <param name="path">The file.</param>
    /// <param name="end">Bytes of existing pixels that are kept.</param>
    public PixelAppender(string path, long end)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        (_path, _end) = (path, end);
        _flusher = new Thread(Flush) { IsBackground = true, Name = "AlexNetPS flush" };
        _flusher.Start();
    }

    /// <summary>Returns the bytes that a file actually contains after its header.</summary>
    public static long Available(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? Math.Max(0, file.Length - NpyFile.HeaderLength) : 0;
    }

    /// <returns>Offset of the image.</returns>
    public long Append(ReadOnlySpan<byte> pixels)
    {
        long offset = Interlocked.Add(ref _end, pixels.Length) - pixels.Length;
        try
        {
            RandomAccess.Write(_file, pixels, NpyFile.HeaderLength + offset);
        }
        catch (ArgumentOutOfRangeException)
        {
            // .NET throws this for EFBIG: the file system or a quota limits the file size.
            throw new IOException("the file would be longer than its file system allows.", DiskSpace.FileTooLarge);
        }

        return offset;
    }

    /// <summary>
    /// Ends the flushing and returns why something that was written did not reach the disk; null if all did. The system
    /// reports it once: another flush would succeed.
    /// </summary>
    public IOException? Lost()
    {
        _ended.Set();
        _flusher.Join();
        TryFlush();
        return _lost;
    }

    /// <summary>Writes the header; the array length is known only now.</summary>
    public void Complete()
    {
        RandomAccess.SetLength(_file, NpyFile.HeaderLength + _end);
        RandomAccess.Write(_file, NpyFile.Header("|u1", _end), 0);
        DiskFlush.Of(_file, _path);
    }

    public void Dispose()
    {
        _ended.Set();
        _flusher.Join();
        _file.Dispose();
        _ended.Dispose();
    }

    private void Flush()
    {
        long flushed = Volatile.Read(ref _end);
        while (!_ended.Wait(_flushInterval))
        {
            long end = Volatile.Read(ref _end);
            if (end == flushed)
                continue;
            flushed = end;
            TryFlush();
        }
    }

    private void TryFlush()
    {
        if (_lost is not null)
            return;
        try
        {
            DiskFlush.Of(_file, _path);
        }
        catch (IOException e)
        {
            _lost = e;
        }
    }
}
