using System.Buffers;
using AlexNetPS.Formats.Files;
using AlexNetPS.Imaging;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Datasets.Layouts.Archives;

/// <summary>
/// Reads members of archives. Keeps the last archive open, because images are read in the archives' order. Not
/// thread-safe.
/// </summary>
internal sealed class MemberBytes(string root) : IDisposable
{
    private byte[] _buffer = [];
    private SafeFileHandle? _file;
    private string? _archive;
    private int _length;

    /// <summary>Bytes of the last member, valid until the next is read.</summary>
    public ReadOnlySpan<byte> Last => _buffer.AsSpan(0, _length);

    /// <summary>Returns the bytes of the member, valid until the next call.</summary>
    /// <exception cref="ImageFormatException">
    /// The member exceeds the limit, or the archive has become shorter.
    /// </exception>
    public ReadOnlySpan<byte> Read(ArchiveMember member, long length, DecodeLimits limits)
    {
        limits.CheckFile(length);
        if (_archive != member.Archive)
        {
            _file?.Dispose();
            _archive = null;
            _file = InputFile.OpenHandle(Path.Combine(root, member.Archive));
            _archive = member.Archive;
        }

        if (_buffer.Length < length)
        {
            Release();
            _buffer = ArrayPool<byte>.Shared.Rent((int)length);
        }

        _length = (int)length;
        Span<byte> bytes = _buffer.AsSpan(0, _length);
        for (int read = 0; read < bytes.Length;)
        {
            int count = RandomAccess.Read(_file!, bytes[read..], member.Offset + read);
            read += count > 0 ? count : throw new ImageFormatException($"'{member.Archive}' is truncated");
        }

        return bytes;
    }

    public void Dispose()
    {
        _file?.Dispose();
        Release();
    }

    private void Release()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }
}
