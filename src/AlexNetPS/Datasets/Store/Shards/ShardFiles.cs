using System.Globalization;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Files;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Datasets.Store.Shards;

/// <summary>Random access to the tar files of a store; each is opened on first use. Thread-safe.</summary>
/// <param name="paths">The files.</param>
/// <param name="access">How they will be read.</param>
internal sealed class ShardFiles(IReadOnlyList<string> paths, FileOptions access = FileOptions.RandomAccess)
    : IDisposable
{
    private readonly SafeFileHandle?[] _handles = new SafeFileHandle?[paths.Count];

    /// <summary>Reads the bytes of an image.</summary>
    /// <param name="image">Location of the image.</param>
    /// <param name="buffer">Buffer that may be grown; contains the result.</param>
    /// <exception cref="IOException">The file is missing or too short.</exception>
    public ReadOnlySpan<byte> Read(scoped in StoredImage image, ref byte[] buffer)
    {
        if (buffer.Length < image.Length)
            buffer = GC.AllocateUninitializedArray<byte>(image.Length);
        Span<byte> bytes = buffer.AsSpan(0, image.Length);
        SafeFileHandle handle = Open(image.Shard);
        for (int read = 0; read < bytes.Length;)
        {
            int count = RandomAccess.Read(handle, bytes[read..], image.Offset + read);
            if (count == 0)
                throw new EndOfStreamException($"'{paths[image.Shard]}' ends before byte {image.End}.");
            read += count;
        }

        return bytes;
    }

    /// <summary>Returns the CRC-32C of a whole tar file, in hexadecimal.</summary>
    public static string Checksum(string path)
    {
        using FileStream file = InputFile.Open(path, buffer: 1, options: FileOptions.SequentialScan);
        return Crc32C.Of(file).ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>Closes the files; nothing may read during or after the call.</summary>
    public void Dispose()
    {
        foreach (SafeFileHandle? handle in _handles)
            handle?.Dispose();
    }

    private SafeFileHandle Open(int shard)
    {
        if (Volatile.Read(ref _handles[shard]) is { } open)
            return open;
        SafeFileHandle opened = InputFile.OpenHandle(paths[shard], options: access);
        if (Interlocked.CompareExchange(ref _handles[shard], opened, null) is not { } other)
            return opened;
        opened.Dispose();
        return other;
    }
}
