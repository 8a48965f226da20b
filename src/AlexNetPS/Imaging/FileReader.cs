using System.Buffers;
using AlexNetPS.Formats.Files;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Imaging;

/// <summary>Reads whole files into one reused buffer. Not thread-safe.</summary>
internal sealed class FileReader : IDisposable
{
    private byte[] _buffer = [];
    private int _length;

    /// <summary>Bytes of the last file read.</summary>
    public ReadOnlySpan<byte> Last => _buffer.AsSpan(0, _length);

    /// <summary>Reads a file; the bytes are valid until the next call.</summary>
    /// <exception cref="ImageFormatException">The file is empty or over the limit.</exception>
    public ReadOnlySpan<byte> Read(string path, DecodeLimits limits)
    {
        _length = 0;
        using SafeFileHandle handle = InputFile.OpenHandle(path);
        long length = RandomAccess.GetLength(handle);
        limits.CheckFile(length);
        if (_buffer.Length < length)
        {
            Release();
            _buffer = ArrayPool<byte>.Shared.Rent((int)length);
        }

        int read = 0;
        while (read < length)
        {
            int count = RandomAccess.Read(handle, _buffer.AsSpan(read, (int)length - read), read);
            if (count == 0)
                break;
            read += count;
        }

        limits.CheckFile(read);
        _length = read;
        return _buffer.AsSpan(0, read);
    }

    public void Dispose() => Release();

    private void Release()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }
}
