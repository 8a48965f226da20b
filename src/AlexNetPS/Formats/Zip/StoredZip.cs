using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Zip;

/// <summary>
/// Central directory of a zip archive: PyTorch's, whose members are stored uncompressed, or NumPy's, which may be
/// compressed. It has the offset of each member, so that weights are read in place; System.IO.Compression only returns
/// streams and verifies no CRC.
/// </summary>
internal static class StoredZip
{
    private const uint EndMark = 0x06054b50, End64Mark = 0x06064b50, Locator64Mark = 0x07064b50, MemberMark =
        0x02014b50, LocalMark = 0x04034b50;
    private const int Deflate = 8, EndBytes = 22, LocatorBytes = 20, MaximumComment = 0xFFFF, MemberBytes =
        46, LocalBytes = 30;

    /// <summary>
    /// Maximum size of the central directory in bytes. An entry of a PyTorch archive takes about 100 bytes; AlexNet has
    /// 20, a checkpoint with its optimizer 60.
    /// </summary>
    private const int MaximumList = 16 << 20;

    /// <summary>Returns members by name, in directory order.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="compressed">Whether members may be compressed.</param>
    /// <exception cref="FormatException">Not a zip archive, damaged, or compressed.</exception>
    public static IReadOnlyDictionary<string, ZipMember> Members(FileBytes file, bool compressed = false)
    {
        (long start, long length) = FindList(file);
        if (length > MaximumList || start < 0 || start > file.Length - length)
        {
            throw new FormatException(
                $"it is truncated or damaged: its list of members claims {length:N0} bytes at byte {start:N0}");
        }

        byte[] list = new byte[(int)length];
        file.Read(list, start);
        var members = new Dictionary<string, ZipMember>(StringComparer.Ordinal);
        long all = 0;
        for (ReadOnlySpan<byte> rest = list; !rest.IsEmpty;)
        {
            ZipMember member = ReadMember(file, ref rest, start, compressed);
            if (!members.TryAdd(member.Name, member))
                throw new FormatException($"it is damaged: it has two members '{member.Name}'");

            // Members that share bytes could claim a file thousands of times over.
            all += member.Packed;
            if (all > file.Length)
                throw new FormatException("it is damaged or hostile: its members together are larger than the file");
        }

        return members;
    }

    private static (long Start, long Length) FindList(FileBytes file)
    {
        byte[] tail = new byte[(int)Math.Min(file.Length, EndBytes + MaximumComment)];
        long tailStart = file.Length - tail.Length;
        file.Read(tail, tailStart);
        for (int at = tail.Length - EndBytes; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (U32(end) != EndMark || U16(end[20..]) != end.Length - EndBytes)
                continue;
            (long start, long length) = (U32(end[16..]), U32(end[12..]));
            return start == uint.MaxValue || length == uint.MaxValue || U16(end[10..]) == ushort.MaxValue
                ? FindList64(file, tailStart + at - LocatorBytes)
                : (start, length);
        }

        throw new FormatException("it is truncated or damaged: the list at its end is missing");
    }

    private static (long Start, long Length) FindList64(FileBytes file, long locatorAt)
    {
        byte[] locator = new byte[LocatorBytes], end = new byte[56];
        file.Read(locator, locatorAt);
        if (U32(locator) != Locator64Mark)
            throw new FormatException("it is damaged: the list at its end is missing");
        file.Read(end, I64(locator.AsSpan(8)));
        if (U32(end) != End64Mark)
            throw new FormatException("it is damaged: the list at its end is missing");
        (long start, long length) = (I64(end.AsSpan(48)), I64(end.AsSpan(40)));
        return length >= 0
            ? (start, length)
            : throw new FormatException("it is damaged: the list at its end has a negative length");
    }

    private static ZipMember ReadMember(FileBytes file, ref ReadOnlySpan<byte> rest, long listStart, bool compressed)
    {
        if (rest.Length < MemberBytes || U32(rest) != MemberMark)
            throw new FormatException("its list of members is damaged");
        (int nameLength, int extraLength, int commentLength) = (U16(rest[28..]), U16(rest[30..]), U16(rest[32..]));
        int total = MemberBytes + nameLength + extraLength + commentLength;
        if (rest.Length < total)
            throw new FormatException("its list of members is damaged");
        string name = Encoding.UTF8.GetString(rest.Slice(MemberBytes, nameLength));
        (int flags, int method, uint checksum) = (U16(rest[8..]), U16(rest[10..]), U32(rest[16..]));
        (long packed, long length, long local) = (U32(rest[20..]), U32(rest[24..]), U32(rest[42..]));
        Widen(rest.Slice(MemberBytes + nameLength, extraLength), ref packed, ref length, ref local);
        rest = rest[total..];
        bool deflated = compressed && method == Deflate;
        if ((flags & 1) != 0 || (method != 0 && !deflated) || (packed != length && !deflated))
        {
            throw new FormatException($"its member '{name}' is " + (compressed
                ? "encrypted, or compressed in another way than NumPy does"
                : "compressed or encrypted; PyTorch stores members uncompressed"));
        }


        byte[] header = new byte[LocalBytes];
        if (local < 0 || local > listStart - LocalBytes)
            throw Outside(name);
        file.Read(header, local);
        long start = local + LocalBytes + U16(header.AsSpan(26)) + U16(header.AsSpan(28));
        if (U32(header) != LocalMark || length < 0 || packed < 0 || start > listStart - packed)
            throw Outside(name);
        return new(name, start, length, checksum, packed, deflated);
    }

    /// <summary>Sizes that do not fit in 32 bits are stored in an extra field, only those and in this order.</summary>
    private static void Widen(ReadOnlySpan<byte> extra, ref long packed, ref long length, ref long local)
    {
        while (extra.Length >= 4)
        {
            int size = U16(extra[2..]);
            if (size > extra.Length - 4)
                return;
            ReadOnlySpan<byte> field = extra.Slice(4, size);
            if (U16(extra) == 1)
            {
                Take(ref field, ref length);
                Take(ref field, ref packed);
                Take(ref field, ref local);
                return;
            }

            extra = extra[(4 + size)..];
        }

        static void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value != uint.MaxValue || field.Length < 8)
                return;
            value = I64(field);
            field = field[8..];
        }
    }

    private static FormatException Outside(string name) =>
        new($"it is truncated or damaged: its member '{name}' is not where the list states");

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long I64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);
}

/// <summary>A member of a zip archive.</summary>
/// <param name="Name">Path in the archive.</param>
/// <param name="Start">File offset of the first byte.</param>
/// <param name="Length">Claimed length in bytes, decompressed.</param>
/// <param name="Checksum">CRC-32 of its bytes.</param>
/// <param name="Packed">Stored length in bytes.</param>
/// <param name="IsDeflated">Whether it is compressed.</param>
internal sealed record ZipMember(string Name, long Start, long Length, uint Checksum, long Packed, bool IsDeflated)
{
    /// <summary>Returns the member's bytes, decompressed while reading.</summary>
    public IByteSource Open(FileBytes file)
    {
        var stored = new SourcePart(file, Start, Packed);
        return IsDeflated
            ? new SequentialBytes(() => new DeflateStream(new SourceStream(stored), CompressionMode.Decompress), Length,
                file.Stopping)
            : stored;
    }

    /// <summary>Reads the whole member and verifies its checksum.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="advice">Text appended to the message.</param>
    /// <exception cref="FormatException">The member is damaged.</exception>
    public void Verify(FileBytes file, string advice = "")
    {
        IByteSource source = Open(file);
        byte[] piece = new byte[(int)Math.Min(Length, 1 << 18)];
        uint checksum = 0;
        for (long done = 0; done < Length;)
        {
            Span<byte> part = piece.AsSpan(0, (int)Math.Min(piece.Length, Length - done));
            source.Read(part, done);
            checksum = Crc32.Append(checksum, part);
            done += part.Length;
        }

        if (checksum != Checksum)
        {
            throw new FormatException(
                $"its member '{Name}' is damaged: it is not what was written (the checksum differs){advice}");
        }
    }
}
