namespace AlexNetPS.Imaging.Jpeg;

/// <summary>Reads the bits of one segment of Huffman codes, without the zero after each 0xFF.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private ulong _bits;
    private int _count, _next;

    /// <summary>Whole bytes that were not read.</summary>
    public readonly int Left => _count / 8 + _data.Length - _next;

    /// <summary>Reads a code.</summary>
    /// <exception cref="ImageFormatException">The data end, or there is no such code.</exception>
    public byte Decode(HuffmanTable table)
    {
        if (_count < 16)
            Fill();
        int bits = _count >= 16 ? (int)(_bits >> (_count - 16)) & 0xFFFF : (int)(_bits << (16 - _count)) & 0xFFFF;
        int length = table.Find(bits, out byte value);
        if (length > _count || length == 0 && _count < 16)
            throw Ended();
        if (length == 0)
            throw BadCode();
        _count -= length;
        return value;
    }

    /// <summary>Reads a number of up to 16 bits.</summary>
    /// <exception cref="ImageFormatException">The data end.</exception>
    public int Read(int length)
    {
        if (_count < length)
        {
            Fill();
            if (_count < length)
                throw Ended();
        }

        _count -= length;
        return (int)(_bits >> _count) & ((1 << length) - 1);
    }

    public static ImageFormatException BadCode() => new("damaged JPEG: Corrupt JPEG data: bad Huffman code");

    private static ImageFormatException Ended() =>
        new("damaged JPEG: Corrupt JPEG data: premature end of data segment");

    private void Fill()
    {
        while (_count <= 56 && _next < _data.Length)
        {
            byte value = _data[_next++];
            if (value == 0xFF)
            {
                while (_next < _data.Length && _data[_next] == 0xFF)
                    _next++;
                _next++;
            }

            _bits = _bits << 8 | value;
            _count += 8;
        }
    }
}
