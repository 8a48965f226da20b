using System.Buffers.Binary;
using System.Text;

namespace AlexNetPS.ImageSharp.Tiff;

/// <summary>A directory of a TIFF file: the tags of one of its images.</summary>
internal readonly ref struct TiffDirectory
{
    private const int EntryLength = 12, InlineBytes = 4, MostValues = 1 << 20;
    private const ushort Byte = 1, Ascii = 2, Short = 3, Long = 4, Directory = 13;

    private readonly ReadOnlySpan<byte> _file;
    private readonly bool _little;
    private readonly int _start, _count;

    private TiffDirectory(ReadOnlySpan<byte> file, bool little, int start, int count)
    {
        _file = file;
        (_little, _start, _count) = (little, start, count);
    }

    /// <summary>Whether the file contains all entries.</summary>
    public bool IsComplete => _start > 0 && _start + (long)_count * EntryLength <= _file.Length;

    /// <summary>Returns the directory of the first image; not complete if the file ends before it.</summary>
    public static TiffDirectory First(ReadOnlySpan<byte> file)
    {
        if (file.Length < 8)
            return default;
        bool little = file[0] == 'I';
        return At(file, little, UInt32(file[4..], little));
    }

    /// <summary>Returns the directory at an offset.</summary>
    public TiffDirectory At(uint offset) => At(_file, _little, offset);

    /// <summary>Whether there is such a tag, and all of its values are in the file.</summary>
    public bool Has(ushort tag) => !Find(tag, out bool isThere).IsEmpty && isThere;

    /// <summary>Whether there is such a tag, and the file ends before its values.</summary>
    public bool IsCut(ushort tag) => Find(tag, out bool isThere).IsEmpty && isThere;

    /// <summary>Returns the numbers of a tag; none without it.</summary>
    public uint[] Numbers(ushort tag)
    {
        ReadOnlySpan<byte> entry = Find(tag, out _);
        if (entry.IsEmpty)
            return [];
        ushort type = UInt16(entry[2..], _little);
        int size = Size(type);
        ReadOnlySpan<byte> data = Data(entry);
        if (size == 0 || type == Ascii || data.Length / size > MostValues)
            return [];
        uint[] numbers = new uint[data.Length / size];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = size == 1 ? data[i]
                : size == 2 ? UInt16(data[(2 * i)..], _little)
                : UInt32(data[(4 * i)..], _little);
        }

        return numbers;
    }

    /// <summary>Returns the first number of a tag.</summary>
    public uint Number(ushort tag, uint missing) => Numbers(tag) is [uint first, ..] ? first : missing;

    /// <summary>Returns the bytes of a tag, whatever their type; empty without it.</summary>
    public ReadOnlySpan<byte> Bytes(ushort tag)
    {
        ReadOnlySpan<byte> entry = Find(tag, out _);
        return entry.IsEmpty ? default : Data(entry);
    }

    /// <summary>Returns the text of a tag; empty without it.</summary>
    public string Text(ushort tag) => Encoding.ASCII.GetString(Bytes(tag)).Trim('\0', ' ');

    private static TiffDirectory At(ReadOnlySpan<byte> file, bool little, uint offset) => offset > (uint)file.Length - 2
        ? default
        : new(file, little, (int)offset + 2, UInt16(file[(int)offset..], little));

    /// <summary>Returns the entry of a tag; empty if there is none, or if its values are not in the file.</summary>
    private ReadOnlySpan<byte> Find(ushort tag, out bool isThere)
    {
        isThere = false;
        for (int i = 0; i < _count && _start + (i + 1) * EntryLength <= _file.Length; i++)
        {
            ReadOnlySpan<byte> entry = _file.Slice(_start + i * EntryLength, EntryLength);
            if (UInt16(entry, _little) != tag)
                continue;
            isThere = true;
            return Data(entry).IsEmpty ? default : entry;
        }

        return default;
    }

    private ReadOnlySpan<byte> Data(ReadOnlySpan<byte> entry)
    {
        long length = (long)Math.Max(Size(UInt16(entry[2..], _little)), 1) * UInt32(entry[4..], _little);
        if (length <= InlineBytes)
            return entry.Slice(8, (int)length);
        uint start = UInt32(entry[8..], _little);
        return start + length <= _file.Length ? _file.Slice((int)start, (int)length) : default;
    }

    private static int Size(ushort type) => type switch
    {
        Byte or Ascii => 1,
        Short => 2,
        Long or Directory => 4,
        _ => 0,
    };

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) => little
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) => little
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
