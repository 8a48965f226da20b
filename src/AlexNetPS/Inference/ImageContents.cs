using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Inference;

/// <summary>One number for names, classes and contents of the images of a split, whatever their order.</summary>
internal static class ImageContents
{
    private const int Words = SHA256.HashSizeInBytes / sizeof(ulong);

    /// <summary>
    /// Returns the sum of the SHA-256 of each image's name, class and file, word by word, in hexadecimal digits; null
    /// for an index-only import, whose files would have to be read again, and for a store of an earlier version.
    /// </summary>
    public static string? Of(DatasetSplit split, CancellationToken cancellation)
    {
        if (split.StorePath is null || split.Dataset.FileHashes(cancellation) is not ContentHash[] hashes)
            return null;
        Span<ulong> sum = stackalloc ulong[Words];
        Span<byte> one = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (ImageSample sample in split.Samples)
        {
            ContentHash content = hashes[sample.Index];
            if (!content.IsKnown)
                return null;
            SHA256.HashData(Encoding.UTF8.GetBytes($"{sample.Label}\t{ImageKeys.NameOf(sample)}\t{content}"), one);
            for (int word = 0; word < Words; word++)
                sum[word] += BinaryPrimitives.ReadUInt64BigEndian(one[(word * sizeof(ulong))..]);
        }

        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        for (int word = 0; word < Words; word++)
            BinaryPrimitives.WriteUInt64BigEndian(bytes[(word * sizeof(ulong))..], sum[word]);
        return Convert.ToHexStringLower(bytes);
    }
}
