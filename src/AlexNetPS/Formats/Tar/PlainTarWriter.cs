using System.Formats.Tar;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Tar;

/// <summary>
/// Writes a tar of small files. Times, owners and modes are fixed, so that equal files produce equal bytes.
/// </summary>
internal sealed class PlainTarWriter : IDisposable
{
    private const int Block = 512;

    private readonly FileStream _file;
    private readonly TarWriter _tar;

    /// <param name="path">The tar, which is overwritten.</param>
    public PlainTarWriter(string path)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        _tar = new TarWriter(_file, TarEntryFormat.Ustar, leaveOpen: true);
    }

    /// <summary>Bytes written so far; the next file's contents start a block later.</summary>
    public long Position => _file.Position;

    /// <summary>Returns the bytes that a file takes in a tar, with its header.</summary>
    public static long SizeOf(long length) => Block + (length + Block - 1) / Block * Block;

    /// <summary>Adds a file.</summary>
    /// <param name="name">Name of at most 100 bytes.</param>
    /// <param name="content">Its contents.</param>
    /// <returns>Offset of the first byte of the contents.</returns>
    public unsafe long Add(string name, ReadOnlySpan<byte> content)
    {
        long start = _file.Position + Block;
        fixed (byte* bytes = content)
        {
            using var data = new UnmanagedMemoryStream(bytes, content.Length);
            _tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = data,
                ModificationTime = DateTimeOffset.UnixEpoch,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            });
        }

        return start;
    }

    public void Dispose()
    {
        _tar.Dispose();
        DiskFlush.Of(_file);
        _file.Dispose();
    }
}
