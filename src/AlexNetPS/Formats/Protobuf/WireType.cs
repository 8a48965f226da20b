namespace AlexNetPS.Formats.Protobuf;

/// <summary>Encoding of a field; the two group types of protocol buffers are obsolete and are rejected.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
