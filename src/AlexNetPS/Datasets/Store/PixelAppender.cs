using AlexNetPS.Formats.Npy;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Writes images one after another into pixels.npy, from many threads. What is written goes on to the disk meanwhile:
/// left to the end, that alone took an eighth of the time of an import.
/// </summary>
internal sealed class PixelAppender : IDisposable
{
    private static readonly TimeSpan _flushInterval = TimeSpan.FromMilliseconds(100);

    private readonly SafeFileHandle _file;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _flusher;
    private long _end;

    /// <param name="path">The file.</param>
    /// <param name="end">Bytes of pixels that are already there and stay.</param>
    public PixelAppender(string path, long end)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _end = end;
        _flusher = new Thread(Flush) { IsBackground = true, Name = "AlexNetPS flush" };
        _flusher.Start();
    }

    /// <summary>Bytes that a file really holds behind its header.</summary>
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
        catch (ArgumentOutOfRangeException e)
        {
            // What .NET makes of EFBIG: the file system, or a quota, allows no longer file.
            throw new IOException("the file would be longer than its file system allows.", e);
        }

        return offset;
    }

    /// <summary>Writes the header, whose length of the array is known only now.</summary>
    public void Complete()
    {
        _ended.Set();
        _flusher.Join();
        RandomAccess.SetLength(_file, NpyFile.HeaderLength + _end);
        RandomAccess.Write(_file, NpyFile.Header("|u1", _end), 0);
        RandomAccess.FlushToDisk(_file);
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
            try
            {
                RandomAccess.FlushToDisk(_file);
            }
            catch (IOException)
            {
                // Told by the write that meets it, or by the last flush.
                return;
            }
        }
    }
}
