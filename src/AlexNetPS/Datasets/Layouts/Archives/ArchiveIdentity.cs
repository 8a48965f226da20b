using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AlexNetPS.Datasets.Layouts.Archives;

/// <summary>
/// Distinguishes archives of the same name and time: by length and by the locations of their members.
/// </summary>
internal static class ArchiveIdentity
{
    /// <param name="root">Folder of the archives.</param>
    /// <param name="files">Images, in the same order for the same folder.</param>
    /// <returns>Identities by relative path of the archive; empty if all images are separate files.</returns>
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

    /// <summary>
    /// 0 for an archive inside a packed one: its members have the length and time of the packed file.
    /// </summary>
    private static long LengthOf(string archive) => new FileInfo(archive) is { Exists: true } file ? file.Length : 0;

    /// <summary>Returns the archives whose identity changed.</summary>
    public static HashSet<string> Changed(IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string,
        string>? before) =>
        [.. now.Where(archive => before?.GetValueOrDefault(archive.Key) != archive.Value)
            .Select(archive => archive.Key)];
}
