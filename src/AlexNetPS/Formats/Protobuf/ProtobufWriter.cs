using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AlexNetPS.Formats.Protobuf;

/// <summary>
/// Writes a protocol buffer message by field number (protobuf.dev, "Encoding"). Messages are built in memory, because
/// their length precedes their content. TensorBoard events and ONNX need few kinds of field, too few to justify a
/// dependency on Google.Protobuf.
/// </summary>
internal sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Bytes written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ProtobufWriter Number(int field, long value)
    {
        Tag(field, WireType.Varint);
        Write((ulong)value);
        return this;
    }

    public ProtobufWriter Single(int field, float value)
    {
        Tag(field, WireType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
        return this;
    }

    public ProtobufWriter Double(int field, double value)
    {
        Tag(field, WireType.Fixed64);
        Write(value);
        return this;
    }

    /// <summary>Writes a packed repeated field.</summary>
    public ProtobufWriter Doubles(int field, IReadOnlyCollection<double> values)
    {
        Tag(field, WireType.Bytes);
        Write((ulong)values.Count * sizeof(double));
        foreach (double value in values)
            Write(value);
        return this;
    }

    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Message(int field, ProtobufWriter value) => Bytes(field, value.Written);

    /// <summary>Writes the tag and length of content that is written elsewhere.</summary>
    public ProtobufWriter Start(int field, long length)
    {
        Tag(field, WireType.Bytes);
        Write((ulong)length);
        return this;
    }

    private ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Start(field, value.Length)._bytes.Write(value);
        return this;
    }

    private void Tag(int field, WireType type) => Write((ulong)(field << 3 | (int)type));

    private void Write(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), value);
        _bytes.Advance(sizeof(double));
    }

    private void Write(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Write((byte)(value | 0x80));
        Write((byte)value);
    }

    private void Write(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
