using System.Collections.Concurrent;
using System.Globalization;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Layouts.Archives;
using AlexNetPS.Datasets.Layouts.Parquets;
using AlexNetPS.Formats.Tar;

namespace AlexNetPS.Datasets.Export;

/// <summary>Finds the images of a selection in their sources: files, members of tars, rows of Parquet files.</summary>
internal sealed class SourceFiles
{
    private static readonly string[] _archives = [".tar#", ".parquet#"];

    private readonly ConcurrentDictionary<string, Lazy<Dictionary<string, TarMember>>> _tars =
        new(StringComparer.Ordinal);

    /// <summary>Returns where the bytes of an image are; null if its source has none in a format of images.</summary>
    /// <param name="path">Full path, or "archive#member".</param>
    /// <exception cref="DatasetException">The file or member is missing.</exception>
    public SourceFile? Find(string path)
    {
        if (!path.Contains('#') || File.Exists(path))
        {
            var file = new FileInfo(path);
            return file.Exists ? new SourceFile(path, "", null, file.Length, file.LastWriteTimeUtc)
                : throw Missing(path);
        }

        int end = _archives.Max(ending => path.IndexOf(ending, StringComparison.OrdinalIgnoreCase) is >= 0 and int at
            ? at + ending.Length - 1
            : -1);
        if (end < 0)
            return null;
        (string archive, string member) = (path[..end], path[(end + 1)..]);
        if (!File.Exists(archive))
            throw Missing(archive);
        if (archive.EndsWith(ParquetImages.Extension, StringComparison.OrdinalIgnoreCase))
        {
            return long.TryParse(member.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long row)
                ? new SourceFile(path, "", null, 1, default, new ArchiveMember(archive, row))
                : throw Missing(path);
        }

        Dictionary<string, TarMember> members = _tars.GetOrAdd(archive, static tar => new(() => Index(tar))).Value;
        return members.TryGetValue(member, out TarMember found)
            ? new SourceFile(path, "", null, found.Length, default, new ArchiveMember(archive, found.Offset))
            : throw Missing(path);
    }

    private static Dictionary<string, TarMember> Index(string tar)
    {
        var members = new Dictionary<string, TarMember>(StringComparer.Ordinal);
        using TarArchive archive = TarArchive.Open(tar, Path.GetFileName(tar), []);
        foreach (TarMember member in archive.Members())
        {
            members.TryAdd(member.Name, member);
            // ILSVRC is a tar of a tar for each class.
            if (!member.Name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (TarMember inner in archive.MembersOf(member))
                members.TryAdd(inner.Name, inner);
        }

        return members;
    }

    private static DatasetException Missing(string path) => new($"There is no image '{path}' any more. Import its folder "
        + "again, or export the prepared images with Prepared.");
}
