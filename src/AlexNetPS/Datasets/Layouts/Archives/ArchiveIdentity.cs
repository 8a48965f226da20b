using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AlexNetPS.Datasets.Layouts.Archives;

/// <summary>
/// What tells an archive from another one of the same name and time: its length, and where its members lie.
/// </summary>
internal static class ArchiveIdentity
{
    /// <param name="root">Folder that the archives lie in.</param>
    /// <param name="files">Images, in one order for the same folder.</param>
    /// <returns>By the archives' relative paths; empty where all images are files of their own.</returns>
    public static IReadOnlyDictionary<string, string> Of(string root, IReadOnlyList<SourceFile> files)
    {
        var hashes = new SortedDictionary<string, IncrementalHash>(StringComparer.Ordinal);
        Span<byte> place = stackalloc byte[16];
        foreach (SourceFile file in files)
        {
            if (file.Member is not { } member)
                continue;
            if (!hashes.TryGetValue(member.Archive, out IncrementalHash? hash))
            {
                hashes.Add(member.Archive, hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
                BinaryPrimitives.WriteInt64LittleEndian(place, LengthOf(Path.Combine(root, member.Archive)));
                hash.AppendData(place[..8]);
            }

            hash.AppendData(Encoding.UTF8.GetBytes(file.RelativePath));
            BinaryPrimitives.WriteInt64LittleEndian(place, member.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(place[8..], file.Length);
            hash.AppendData(place);
        }

        var identities = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string archive, IncrementalHash hash) in hashes)
        {
            using (hash)
                identities.Add(archive, Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)));
        }

        return identities;
    }

    /// <summary>0 for an archive inside a packed one, whose own length and time its members have.</summary>
    private static long LengthOf(string archive) => new FileInfo(archive) is { Exists: true } file ? file.Length : 0;

    /// <summary>Archives that are not what they were.</summary>
    public static HashSet<string> Changed(IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string,
        string>? before) =>
        [.. now.Where(archive => before?.GetValueOrDefault(archive.Key) != archive.Value)
            .Select(archive => archive.Key)];
}
