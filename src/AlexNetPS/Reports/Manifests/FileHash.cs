using System.Buffers;
using System.Security.Cryptography;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Reports.Manifests;

/// <summary>SHA-256 of files of any size.</summary>
internal static class FileHash
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Returns size and SHA-256 of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Called with the number of bytes of each block.</param>
    /// <param name="cancellation">Cancels between blocks.</param>
    /// <exception cref="IOException">It cannot be read, or is a FIFO, a device or a socket.</exception>
    public static (long Bytes, string Sha256) Of(string path, Action<int>? read, CancellationToken cancellation)
    {
        using FileStream file = InputFile.Open(path, buffer: 1);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            long bytes = 0;
            for (int count; (count = file.Read(block)) > 0; bytes += count)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, count);
                read?.Invoke(count);
            }

            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
