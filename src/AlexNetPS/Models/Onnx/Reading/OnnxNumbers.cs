using System.Buffers;
using System.Buffers.Binary;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Protobuf;

namespace AlexNetPS.Models.Onnx.Reading;

/// <summary>
/// Values of a constant as a list of numbers. A packed list of floats or doubles stays in the file; others, also halves
/// as whole numbers, are decoded.
/// </summary>
/// <param name="field">Number of the field in onnx.proto.</param>
internal sealed class OnnxNumbers(int field)
{
    // Halves of the largest AlexNets are some 60 million; whole numbers of 64 bits are shapes.
    private const int Floats = 4, Integers32 = 5, Doubles = 10, MaximumBytes = 1 << 29, Maximum32 = 1 << 27,
        Maximum64 = 1 << 16;

    private readonly ArrayBufferWriter<byte> _decoded = new();
    private readonly List<int> _integers32 = [];
    private readonly List<long> _integers64 = [];
    private (long Start, long Length)? _packed;

    /// <summary>Reads one field: one number, or a packed list.</summary>
    public void Read(ProtobufReader reader, WireType wire)
    {
        if (_decoded.WrittenCount > MaximumBytes)
            throw new FormatException("a list of numbers in it is too long; save it with raw data");
        bool isFirst = _packed is null && _decoded.WrittenCount == 0;
        if (field == Integers32)
            ReadIntegers(reader, wire, integer => _integers32.Add((int)integer), Maximum32 - _integers32.Count);
        else if (field is not (Floats or Doubles))
            ReadIntegers(reader, wire, _integers64.Add, Maximum64 - _integers64.Count);
        else if (wire == WireType.Bytes && isFirst)
            _packed = reader.Bytes();
        else if (_packed is not null)
            throw new FormatException("a list of numbers in it is in several parts; save it with raw data");
        else if (field == Floats)
            BinaryPrimitives.WriteSingleLittleEndian(Next(sizeof(float)), reader.Single());
        else
            BinaryPrimitives.WriteDoubleLittleEndian(Next(sizeof(double)), reader.Double());
    }

    /// <summary>Returns where the values are, as elements of a type.</summary>
    public (IByteSource Source, long Start, long Length) Values(IByteSource file, long type)
    {
        if (_packed is { } packed)
            return (file, packed.Start, packed.Length);
        int size = field != Integers32 ? sizeof(long) : type switch
        {
            2 or 3 or 9 => 1,
            5 or 10 or 16 => 2,
            _ => sizeof(int),
        };
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (int integer in _integers32)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, integer);
            bytes[..size].CopyTo(Next(size));
        }

        foreach (long integer in _integers64)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, integer);
            bytes.CopyTo(Next(sizeof(long)));
        }

        return (new ArrayBytes(_decoded.WrittenMemory), 0, _decoded.WrittenCount);
    }

    /// <summary>Reads one whole number, or a packed list.</summary>
    public static void ReadIntegers(ProtobufReader reader, WireType wire, Action<long> add, int most)
    {
        long end = wire == WireType.Bytes ? reader.Enter() : reader.Position + 1;
        for (; reader.Position < end; most--)
            add(most > 0 ? reader.Number() : throw reader.Damaged());
    }

    private Span<byte> Next(int size)
    {
        Span<byte> next = _decoded.GetSpan(size)[..size];
        _decoded.Advance(size);
        return next;
    }
}
