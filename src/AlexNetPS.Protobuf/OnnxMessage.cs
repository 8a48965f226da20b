using Google.Protobuf;

namespace AlexNetPS.Protobuf;

/// <summary>
/// A protocol buffer message being written. Small messages are built in memory, because the length precedes the
/// content.
/// </summary>
internal sealed class OnnxMessage
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    public OnnxMessage() => _output = new(_bytes, leaveOpen: true);

    public OnnxMessage Number(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
        return this;
    }

    public OnnxMessage Single(int field, float value)
    {
        _output.WriteTag(field, WireFormat.WireType.Fixed32);
        _output.WriteFloat(value);
        return this;
    }

    public OnnxMessage Text(int field, string value)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteString(value);
        return this;
    }

    public OnnxMessage Message(int field, OnnxMessage value)
    {
        byte[] bytes = value.ToArray();
        Begin(field, bytes.Length);
        _output.Flush();
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Writes the tag and length of content that is written afterwards.</summary>
    public OnnxMessage Begin(int field, int length)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteLength(length);
        return this;
    }

    public byte[] ToArray()
    {
        _output.Flush();
        return _bytes.ToArray();
    }
}
