using System.Buffers.Binary;

namespace AlexNetPS.ImageSharp.Jpeg.Entropy;

/// <summary>Bits of entropy-coded data up to the next marker, and zeros behind it.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> file, int at)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private int _at = at;
    private ulong _bits;
    private int _count, _zeros;

    /// <summary>The next sixteen bits; <see cref="Fill"/> first.</summary>
    public readonly uint Next16 => (uint)(_bits >> 48);

    /// <summary>The bits at hand, the next one first, and how many they are.</summary>
    public (ulong Bits, int Count) Held
    {
        readonly get => (_bits, _count);
        set => (_bits, _count) = value;
    }

    /// <summary>Whether bits were taken that the data does not have.</summary>
    public readonly bool IsExhausted => _count < _zeros;

    /// <summary>Makes sure of 32 bits.</summary>
    public void Fill()
    {
        if (_count >= 32) return;
        if (_at + 8 <= _file.Length)
        {
            ulong next = BinaryPrimitives.ReadUInt64BigEndian(_file[_at..]), inverse = ~next;
            // Eight bytes without 0xFF, which would be a marker or a stuffed byte.
            if (((inverse - 0x0101010101010101) & ~inverse & 0x8080808080808080) == 0)
            {
                int bytes = (63 - _count) >> 3;
                _bits |= next >> _count;
                _at += bytes;
                _count += bytes * 8;
                return;
            }
        }

        while (_count <= 56)
        {
            _bits |= (ulong)NextByte() << (56 - _count);
            _count += 8;
        }
    }

    public void Skip(int count)
    {
        _bits <<= count;
        _count -= count;
    }

    public int Take(int count)
    {
        Fill();
        int value = (int)(_bits >> 32 >> (32 - count));
        Skip(count);
        return value;
    }

    /// <summary>Leaves the data and finds the next marker. What lies before it is not read.</summary>
    /// <param name="stray">How many bytes that are no fill bits were left over.</param>
    /// <returns>Where its 0xFF is, or the file's length.</returns>
    public readonly int FindMarker(out int stray)
    {
        int at = _at;
        stray = Math.Max(0, _count - _zeros) / 8;
        for (; at + 1 < _file.Length; at++)
        {
            if (_file[at] == 0xFF && _file[at + 1] is not (0x00 or 0xFF)) return at;
            stray += _file[at] == 0xFF ? 0 : 1;
        }

        return _file.Length;
    }

    private byte NextByte()
    {
        if (_zeros == 0 && _at < _file.Length)
        {
            byte value = _file[_at];
            if (value != 0xFF)
            {
                _at++;
                return value;
            }

            int next = _at + 1;
            while (next < _file.Length && _file[next] == 0xFF) next++;
            if (next < _file.Length && _file[next] == 0)
            {
                _at = next + 1;
                return value;
            }
        }

        _zeros += 8;
        return 0;
    }
}
