using System.Buffers.Binary;
using System.Text;

namespace AlexNetPS.Formats.Files;

/// <summary>
/// Reads a section of a file sequentially. Lengths that the file claims are checked against the remaining bytes before
/// anything is allocated.
/// </summary>
internal sealed class ByteCursor(IByteSource file, long start, long end)
{
    private readonly byte[] _buffer = new byte[1 << 14];
    private long _bufferStart = start;
    private int _used, _filled;

    /// <summary>File offset of the next byte.</summary>
    public long Position => _bufferStart + _used;

    /// <summary>Remaining bytes of the section.</summary>
    public long Left => end - Position;

    public byte ReadByte()
    {
        if (_used == _filled)
            Fill();
        return _buffer[_used++];
    }

    public void Read(Span<byte> destination)
    {
        Require(destination.Length);
        int held = Math.Min(destination.Length, _filled - _used);
        _buffer.AsSpan(_used, held).CopyTo(destination);
        _used += held;
        if (held == destination.Length)
            return;
        file.Read(destination[held..], Position);
        MoveTo(Position + destination.Length - held);
    }

    public ushort ReadUInt16()
    {
        Span<byte> bytes = stackalloc byte[2];
        Read(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public uint ReadUInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong ReadUInt64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Reads UTF-8 text of a known length in bytes.</summary>
    public string ReadText(ulong bytes, int maximum)
    {
        if (bytes > (ulong)maximum || (long)bytes > Left)
        {
            throw new FormatException($"it claims a text of {bytes:N0} bytes at byte {Position:N0}, and {Left:N0} are "
                + "left; it is damaged or hostile");
        }

        byte[] text = new byte[(int)bytes];
        Read(text);
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Reads ASCII text up to a line feed.</summary>
    public string ReadLine(int maximum)
    {
        var line = new StringBuilder();
        for (byte next = ReadByte(); next != (byte)'\n'; next = ReadByte())
        {
            if (line.Length == maximum)
                throw new FormatException($"it has a name of more than {maximum} characters at byte {Position:N0}");
            line.Append(next < 0x80 ? (char)next : '?');
        }

        return line.ToString();
    }

    /// <summary>Skips bytes.</summary>
    public void Skip(ulong bytes)
    {
        if (bytes > (ulong)Left)
        {
            throw new FormatException($"it is truncated or damaged: it claims {bytes:N0} bytes at byte {Position:N0}, "
                + $"and {Left:N0} are left");
        }

        MoveTo(Position + (long)bytes);
    }

    private void MoveTo(long position)
    {
        if (position <= _bufferStart + _filled)
        {
            _used = (int)(position - _bufferStart);
            return;
        }

        _bufferStart = position;
        _used = _filled = 0;
    }

    private void Fill()
    {
        Require(1);
        _bufferStart += _filled;
        _used = 0;
        _filled = (int)Math.Min(_buffer.Length, end - _bufferStart);
        file.Read(_buffer.AsSpan(0, _filled), _bufferStart);
    }

    private void Require(long bytes)
    {
        if (bytes > Left)
            throw new FormatException($"it is truncated or damaged: its contents continue after byte {end:N0}");
    }
}
