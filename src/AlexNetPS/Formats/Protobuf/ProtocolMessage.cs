using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AlexNetPS.Formats.Protobuf;

/// <summary>
/// Writes a protocol buffer message by field number. TensorBoard events need only five kinds of field, too few to
/// justify a plug-in or a dependency on Google.Protobuf.
/// </summary>
internal sealed class ProtocolMessage
{
    private const int Varint = 0, Fixed64 = 1, Block = 2, Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Bytes written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ProtocolMessage Number(int field, long value)
    {
        Tag(field, Varint);
        Write((ulong)value);
        return this;
    }

    public ProtocolMessage Single(int field, float value)
    {
        Tag(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
        return this;
    }

    public ProtocolMessage Double(int field, double value)
    {
        Tag(field, Fixed64);
        Write(value);
        return this;
    }

    /// <summary>Writes a packed repeated field.</summary>
    public ProtocolMessage Doubles(int field, IReadOnlyCollection<double> values)
    {
        Tag(field, Block);
        Write((ulong)values.Count * sizeof(double));
        foreach (double value in values)
            Write(value);
        return this;
    }

    public ProtocolMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtocolMessage Message(int field, ProtocolMessage value) => Bytes(field, value.Written);

    private ProtocolMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, Block);
        Write((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    private void Tag(int field, int kind) => Write((ulong)(field << 3 | kind));

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
