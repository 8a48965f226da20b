using System.Buffers.Binary;
using System.Text;

namespace AlexNetPS.Formats.Pickle;

/// <summary>Writes the few opcodes of pickle protocol 2 that a state_dict needs.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _bytes = new();

    public PickleWriter() => _bytes.Write([0x80, 2]);

    public PickleWriter Mark() => Step('(');

    public PickleWriter Tuple() => Step('t');

    public PickleWriter EmptyTuple() => Step(')');

    public PickleWriter Call() => Step('R');

    public PickleWriter SetItems() => Step('u');

    public PickleWriter PersistentReference() => Step('Q');

    public PickleWriter False() => Step('\x89');

    public PickleWriter Global(string module, string name)
    {
        _bytes.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));
        return this;
    }

    public PickleWriter Text(string text)
    {
        byte[] characters = Encoding.UTF8.GetBytes(text);
        return Number('X', characters.Length, characters);
    }

    public PickleWriter Number(int number) => Number('J', number, []);

    /// <summary>Ends the pickle and returns it.</summary>
    public byte[] Stop()
    {
        Step('.');
        return _bytes.ToArray();
    }

    private PickleWriter Number(char code, int number, byte[] rest)
    {
        Span<byte> step = stackalloc byte[5];
        step[0] = (byte)code;
        BinaryPrimitives.WriteInt32LittleEndian(step[1..], number);
        _bytes.Write(step);
        _bytes.Write(rest);
        return this;
    }

    private PickleWriter Step(char code)
    {
        _bytes.WriteByte((byte)code);
        return this;
    }
}
