using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Datasets;

namespace AlexNetPS.Inference.Gates;

/// <summary>Images by the hash of class and name, which does not depend on their order.</summary>
internal static class ImageKeys
{
    /// <summary>Returns the first 64 bits of the SHA-256 of "class TAB name".</summary>
    public static ulong Of(ImageSample sample)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{sample.Label}\t{NameOf(sample)}"), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>
    /// Returns the name of an image that is the same on every machine: its path relative to the dataset with forward
    /// slashes, or class and file name of an image that is in no folder of a dataset.
    /// </summary>
    public static string NameOf(ImageSample sample)
    {
        string path = sample.RelativePath;
        if (Path.IsPathRooted(path))
            path = $"{sample.Label}/{Path.GetFileName(path)}";
        return Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>Returns eight hexadecimal digits for a set of keys in ascending order.</summary>
    public static string Digest(IEnumerable<ulong> ordered)
    {
        byte[] bytes = [.. ordered.SelectMany(key =>
        {
            byte[] one = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(one, key);
            return one;
        })];
        return Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 4));
    }
}
