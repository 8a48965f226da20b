using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AlexNetPS.Formats.Tar;

/// <summary>
/// Reads the headers of a tar, or of a tar in a tar, without reading its members. Nothing is extracted: a member is a
/// name and a byte range. Names that lead out of a folder, links and devices are rejected.
/// </summary>
/// <param name="file">The outermost file.</param>
/// <param name="start">Offset of the tar's first byte.</param>
/// <param name="length">Length of the tar in bytes.</param>
internal sealed class TarIndex(SafeFileHandle file, long start, long length)
{
    // No system has paths longer than 32,767 characters; pax adds a few fields.
    private const int MaximumExtension = 1 << 17, RejectedShown = 10;

    private readonly List<string> _rejected = [];

    /// <summary>The first rejected names.</summary>
    public IReadOnlyList<string> Rejected => _rejected;

    /// <summary>Number of rejected names.</summary>
    public int RejectedCount { get; private set; }

    /// <summary>Place and kind of the damage; null if the archive is intact.</summary>
    public string? Damage { get; private set; }

    /// <summary>Files in archive order. Members after a damaged place cannot be found.</summary>
    public IEnumerable<TarMember> Members()
    {
        byte[] block = new byte[TarHeader.BlockLength];
        long position = 0;
        string? longName = null;
        long? longLength = null;
        while (true)
        {
            int read = position + block.Length <= length ? Read(block, position) : 0;
            if (read == block.Length && !block.AsSpan().ContainsAnyExcept((byte)0))
                yield break;
            if (read < block.Length || !TarHeader.TryParse(block, out TarHeader header))
            {
                Damage = read < block.Length
                    ? string.Create(CultureInfo.InvariantCulture, $"it ends at byte {length} without an end mark")
                    : string.Create(CultureInfo.InvariantCulture, $"there is no member's header at byte {position}");
                yield break;
            }

            position += block.Length;
            long size = header.IsFile ? longLength ?? header.Length : header.Length;
            bool cutOff = size > length - position;
            if (header.Type is 'L' or 'x')
            {
                if (cutOff || size > MaximumExtension
                    || !TryExtend(header.Type, position, (int)size, ref longName, ref longLength))
                {
                    Damage = string.Create(CultureInfo.InvariantCulture,
                        $"the extended header at byte {position} is impossible");
                    yield break;
                }
            }
            else if (header.Type is not ('g' or 'K'))
            {
                string name = longName ?? header.Name;
                (longName, longLength) = (null, null);
                if (header.IsFile && IsInside(name, out string inside))
                    yield return new TarMember(inside, start + position, size, cutOff);
                else if (header.Type != '5' && RejectedCount++ < RejectedShown)
                    _rejected.Add(name);
            }

            if (cutOff)
            {
                Damage = string.Create(CultureInfo.InvariantCulture,
                    $"it ends at byte {length}, within a member of {size} bytes");
                yield break;
            }

            position += (size + TarHeader.BlockLength - 1) / TarHeader.BlockLength * TarHeader.BlockLength;
        }
    }

    /// <summary>Whether a name stays inside its folder on any system.</summary>
    internal static bool IsInside(string name, out string inside)
    {
        inside = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        return inside.Length > 0 && inside[0] != '/' && !(inside.Length > 1 && inside[1] == ':')
            && !inside.Contains('\\')
            && !inside.Any(char.IsControl) && !inside.Split('/').Any(step => step is ".." or "." or "");
    }

    private int Read(Span<byte> into, long position)
    {
        int read = 0;
        while (read < into.Length)
        {
            int count = RandomAccess.Read(file, into[read..], start + position + read);
            if (count == 0)
                break;
            read += count;
        }

        return read;
    }

    private bool TryExtend(char type, long position, int size, ref string? name, ref long? length)
    {
        byte[] data = new byte[size];
        if (Read(data, position) < size)
            return false;
        if (type == 'L')
        {
            name = TarHeader.Text(data);
            return true;
        }

        // pax: "30 path=some/name\n"; the number includes itself.
        for (ReadOnlySpan<byte> rest = data; rest.Length > 0 && rest[0] != 0;)
        {
            int space = rest.IndexOf((byte)' ');
            if (space < 1
                || !int.TryParse(rest[..space], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                || count <= space + 1 || count > rest.Length)
            {
                return false;
            }

            ReadOnlySpan<byte> field = rest[(space + 1)..(count - 1)];
            if (field.StartsWith("path="u8))
            {
                name = Encoding.UTF8.GetString(field[5..]);
            }
            else if (field.StartsWith("size="u8))
            {
                if (!long.TryParse(field[5..], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                    return false;
                length = value;
            }

            rest = rest[count..];
        }

        return true;
    }
}

/// <summary>A file in a tar.</summary>
/// <param name="Name">Name as stored in the archive, with '/'.</param>
/// <param name="Offset">Offset of its first byte in the outermost file.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="IsCutOff">Whether the archive ends before the member does.</param>
internal readonly record struct TarMember(string Name, long Offset, long Length, bool IsCutOff);
