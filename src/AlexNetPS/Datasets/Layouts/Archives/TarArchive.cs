using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Tar;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Datasets.Layouts.Archives;

/// <summary>A tar archive whose images are read in place.</summary>
internal sealed class TarArchive : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _relativePath;
    private readonly DateTime _modified;
    private readonly List<string> _warnings;

    private TarArchive(SafeFileHandle file, string relativePath, List<string> warnings)
    {
        _file = file;
        _relativePath = relativePath;
        _modified = File.GetLastWriteTimeUtc(file);
        _warnings = warnings;
    }

    /// <param name="path">The file.</param>
    /// <param name="relativePath">Path relative to the dataset folder.</param>
    /// <param name="warnings">Receives warnings about rejected members and damage.</param>
    /// <exception cref="DatasetException">The archive is compressed.</exception>
    public static TarArchive Open(string path, string relativePath, List<string> warnings)
    {
        SafeFileHandle file = InputFile.OpenHandle(path, options: FileOptions.RandomAccess);
        Span<byte> magic = stackalloc byte[2];
        if (RandomAccess.Read(file, magic, 0) == 2 && magic.SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            file.Dispose();
            throw new DatasetException($"'{path}' is compressed, so its images cannot be read in place. "
                + "Decompress it (gunzip) and use the plain tar.");
        }

        return new TarArchive(file, relativePath, warnings);
    }

    /// <summary>Path relative to the dataset folder.</summary>
    public string Name => _relativePath;

    /// <summary>Returns the contents of a small member.</summary>
    public byte[] Bytes(TarMember member)
    {
        byte[] bytes = new byte[member.Length];
        for (int read = 0; read < bytes.Length;)
        {
            int count = RandomAccess.Read(_file, bytes.AsSpan(read), member.Offset + read);
            if (count == 0)
                return bytes[..read];
            read += count;
        }

        return bytes;
    }

    public IEnumerable<TarMember> Members() =>
        Walk(new TarIndex(_file, 0, RandomAccess.GetLength(_file)), _relativePath, "");

    /// <summary>Returns the members of a tar inside this one; their names start with its name.</summary>
    public IEnumerable<TarMember> MembersOf(TarMember tar) =>
        Walk(new TarIndex(_file, tar.Offset, Math.Min(tar.Length, RandomAccess.GetLength(_file) - tar.Offset)),
            $"{_relativePath}#{tar.Name}", Path.ChangeExtension(tar.Name, null) + "/");

    /// <summary>Returns members as images of a class.</summary>
    public IEnumerable<SourceFile> Files(IEnumerable<TarMember> members, string className, SplitName? split)
    {
        foreach (TarMember member in members)
        {
            string path = $"{_relativePath}#{member.Name}";
            if (ImageNames.IsClutter(Path.GetFileName(member.Name.AsSpan())))
                continue;
            yield return member.IsCutOff
                ? SourceFile.Missing(path, className, "the archive is truncated")
                : new SourceFile(path, className, split, member.Length, _modified,
                    new ArchiveMember(_relativePath, member.Offset));
        }
    }

    public void Dispose() => _file.Dispose();

    private IEnumerable<TarMember> Walk(TarIndex index, string shown, string prefix)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int repeated = 0;
        foreach (TarMember member in index.Members())
        {
            if (seen.Add(member.Name))
                yield return prefix.Length == 0 ? member : member with { Name = prefix + member.Name };
            else
                repeated++;
        }

        if (repeated > 0)
        {
            _warnings.Add($"{FolderReader.Count(repeated, "member")} of '{shown}' {(repeated == 1 ? "has" : "have")} "
                + $"the name of an earlier member and {(repeated == 1 ? "was" : "were")} skipped.");
        }

        if (index.RejectedCount > 0)
        {
            _warnings.Add($"{FolderReader.Count(index.RejectedCount, "member")} of '{shown}' "
                + $"{(index.RejectedCount == 1 ? "was" : "were")} skipped as unsafe (links, or paths out of the "
                + $"archive): {string.Join(", ", index.Rejected)}"
                + $"{(index.RejectedCount > index.Rejected.Count ? ", ..." : "")}.");
        }

        if (index.Damage is not null)
        {
            _warnings.Add(
                $"'{shown}' is damaged: {index.Damage}. The part before was read; download it again for the rest.");
        }
    }
}
