using System.Buffers;
using System.Text;

namespace AlexNetPS.Formats.Parquet;

/// <summary>Writes Thrift's compact protocol: fields of a structure in ascending order of their numbers.</summary>
internal sealed class ThriftWriter
{
    private const int FewElements = 15;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Stack<int> _outer = new();
    private int _field;

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public ThriftWriter Int32(int field, int value) => Header(field, ThriftType.Int32).Number(value);

    public ThriftWriter Int64(int field, long value) => Header(field, ThriftType.Int64).Number(value);

    public ThriftWriter Truth(int field, bool value) => Header(field, value ? ThriftType.True : ThriftType.False);

    public ThriftWriter Text(int field, string value) => Header(field, ThriftType.Binary).Text(value);

    public ThriftWriter Struct(int field, Action<ThriftWriter> write) => Header(field, ThriftType.Struct).Struct(write);

    /// <summary>Writes a list; the action writes one element.</summary>
    public ThriftWriter List<T>(int field, ThriftType element, IReadOnlyCollection<T> items,
        Action<ThriftWriter, T> write)
    {
        Header(field, ThriftType.List);
        if (items.Count < FewElements)
        {
            Byte((byte)(items.Count << 4 | (int)element));
        }
        else
        {
            Byte((byte)(FewElements << 4 | (int)element));
            Varint((ulong)items.Count);
        }

        foreach (T item in items)
            write(this, item);
        return this;
    }

    /// <summary>Writes a number without a field: an element of a list.</summary>
    public ThriftWriter Number(long value)
    {
        Varint((ulong)(value << 1 ^ value >> 63));
        return this;
    }

    /// <summary>Writes a text without a field.</summary>
    public ThriftWriter Text(string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        Varint((ulong)text.Length);
        _bytes.Write(text);
        return this;
    }

    /// <summary>Writes a structure without a field, as an element or as the whole.</summary>
    public ThriftWriter Struct(Action<ThriftWriter> write)
    {
        _outer.Push(_field);
        _field = 0;
        write(this);
        Byte((byte)ThriftType.Stop);
        _field = _outer.Pop();
        return this;
    }

    private ThriftWriter Header(int field, ThriftType type)
    {
        int step = field - _field;
        if (step is > 0 and <= 15)
        {
            Byte((byte)(step << 4 | (int)type));
        }
        else
        {
            Byte((byte)type);
            Number(field);
        }

        _field = field;
        return this;
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
