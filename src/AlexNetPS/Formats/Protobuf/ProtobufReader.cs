using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Protobuf;

/// <summary>Reads the fields of a protocol buffer message without loading its arrays into memory.</summary>
internal sealed class ProtobufReader(IByteSource source)
{
    private const int MaximumText = 1000, VarintBits = 70;

    private readonly ByteCursor _bytes = new(source, 0, source.Length);
    private WireType _type;

    /// <summary>Offset of the next byte.</summary>
    public long Position => _bytes.Position;

    /// <summary>
    /// Returns numbers and types of the fields up to an offset; the caller reads each with one of the other methods.
    /// </summary>
    /// <exception cref="FormatException">A field is damaged or extends beyond the end.</exception>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public IEnumerable<(int Number, WireType Type)> Fields(long end)
    {
        while (Position < end)
        {
            source.Stopping.ThrowIfCancellationRequested();
            ulong tag = Varint();
            int number = tag <= uint.MaxValue ? (int)(tag >> 3) : 0;
            if (number == 0)
                throw Damaged();
            _type = (WireType)(tag & 7);
            yield return (number, _type);
        }

        if (Position != end)
            throw Damaged();
    }

    /// <summary>Enters a message; returns the offset of its end.</summary>
    public long Enter()
    {
        ulong length = Varint();
        return length <= (ulong)_bytes.Left ? Position + (long)length : throw Damaged();
    }

    /// <summary>Reads an integer.</summary>
    public long Number() => (long)Varint();

    /// <summary>Reads a float.</summary>
    public float Single() => BitConverter.UInt32BitsToSingle(_bytes.ReadUInt32());

    /// <summary>Reads a double.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(_bytes.ReadUInt64());

    /// <summary>Reads a string of at most 1,000 bytes, or of another maximum.</summary>
    public string Text(int maximum = MaximumText) => _bytes.ReadText(Varint(), maximum);

    /// <summary>Skips bytes; returns their offset and length.</summary>
    public (long Start, long Length) Bytes()
    {
        ulong length = Varint();
        long start = Position;
        _bytes.Skip(length);
        return (start, (long)length);
    }

    /// <summary>Skips the field that <see cref="Fields"/> returned last.</summary>
    public void Skip()
    {
        switch (_type)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                _bytes.Skip(8);
                break;
            case WireType.Bytes:
                Bytes();
                break;
            case WireType.Fixed32:
                _bytes.Skip(4);
                break;
            default:
                throw Damaged();
        }
    }

    /// <summary>The error of a damaged message.</summary>
    public FormatException Damaged() => new($"it is truncated or damaged at byte {Position:N0}");

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < VarintBits; shift += 7)
        {
            byte next = _bytes.ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Damaged();
    }
}
