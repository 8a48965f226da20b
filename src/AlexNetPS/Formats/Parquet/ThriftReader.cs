using System.Text;

namespace AlexNetPS.Formats.Parquet;

/// <summary>
/// Reads Thrift's compact protocol, in which Parquet writes its footer and the headers of pages. Nothing is allocated
/// for a length that the remaining bytes cannot contain.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MaximumDepth = 32, MaximumVarint = 10;
    private const byte ListOf15 = 15;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _depth;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Reads the start of the next field of a structure; false at its end.</summary>
    /// <param name="field">Number of the previous field, 0 at the start; becomes that of the field.</param>
    /// <param name="type">Type of the field.</param>
    public bool Next(ref int field, out ThriftType type)
    {
        byte header = Byte();
        type = (ThriftType)(header & 0x0F);
        if (type == ThriftType.Stop)
            return false;
        long number = header >> 4 is int step and > 0 ? field + step : Number();
        field = number is > 0 and <= short.MaxValue ? (int)number : throw Damaged();
        return true;
    }

    /// <summary>Reads a number of 16, 32 or 64 bits.</summary>
    public long Number()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a number that must fit 32 bits and not be negative.</summary>
    /// <exception cref="FormatException">It does not.</exception>
    public int Count()
    {
        long value = Number();
        return value is >= 0 and <= int.MaxValue ? (int)value : throw Damaged();
    }

    /// <summary>Reads a text, which is short or has been limited by the length of the whole.</summary>
    public string Text() => Encoding.UTF8.GetString(Binary());

    /// <summary>Reads the number of elements of a list, at most that of the remaining bytes.</summary>
    public int List(out ThriftType element)
    {
        byte header = Byte();
        element = (ThriftType)(header & 0x0F);
        ulong count = header >> 4 is int few and < ListOf15 ? (ulong)few : Varint();
        return count <= (ulong)(_bytes.Length - Position) ? (int)count : throw Damaged();
    }

    /// <summary>Skips the value of a field.</summary>
    public void Skip(ThriftType type, bool isElement = false)
    {
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                Take(isElement ? 1 : 0);
                break;
            case ThriftType.Byte:
                Take(1);
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                Varint();
                break;
            case ThriftType.Double:
                Take(sizeof(double));
                break;
            case ThriftType.Binary:
                Binary();
                break;
            case ThriftType.List or ThriftType.Set:
                Enter();
                for (int left = List(out ThriftType element); left > 0; left--)
                    Skip(element, isElement: true);
                _depth--;
                break;
            case ThriftType.Map:
                SkipMap();
                break;
            case ThriftType.Struct:
                Enter();
                for (int field = 0; Next(ref field, out ThriftType inner);)
                    Skip(inner);
                _depth--;
                break;
            default:
                throw Damaged();
        }
    }

    private static FormatException Damaged() => new("it is damaged: its Parquet metadata cannot be read");

    private void SkipMap()
    {
        ulong count = Varint();
        if (count > (ulong)(_bytes.Length - Position))
            throw Damaged();
        if (count == 0)
            return;
        Enter();
        byte types = Byte();
        for (ulong i = 0; i < count; i++)
        {
            Skip((ThriftType)(types >> 4), isElement: true);
            Skip((ThriftType)(types & 0x0F), isElement: true);
        }

        _depth--;
    }

    private void Enter()
    {
        if (++_depth > MaximumDepth)
            throw Damaged();
    }

    private ReadOnlySpan<byte> Binary()
    {
        ulong length = Varint();
        return length <= (ulong)(_bytes.Length - Position) ? Take((int)length) : throw Damaged();
    }

    private byte Byte() => Take(1)[0];

    private ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < MaximumVarint; i++)
        {
            byte part = Byte();
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
                return value;
        }

        throw Damaged();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - Position)
            throw new EndOfThriftException();
        ReadOnlySpan<byte> taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}

/// <summary>The bytes end before the structure does.</summary>
internal sealed class EndOfThriftException()
    : FormatException("it is truncated or damaged: its Parquet metadata ends early");

/// <summary>Types of fields and elements in the compact protocol.</summary>
internal enum ThriftType : long
{
    /// <summary>End of a structure.</summary>
    Stop,

    True,
    False,
    Byte,
    Int16,
    Int32,
    Int64,
    Double,
    Binary,
    List,
    Set,
    Map,
    Struct,
}
