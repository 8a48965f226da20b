namespace AlexNetPS.Imaging.Jpeg;

/// <summary>A Huffman table of a JPEG file, for decoding.</summary>
internal sealed class HuffmanTable
{
    private const int LookupBits = 8, MaxBits = 16;

    /// <summary>Code length times 256 plus the value, for each next 8 bits; 0 for longer codes.</summary>
    private readonly ushort[] _lookup = new ushort[1 << LookupBits];

    /// <summary>Largest code of each length; -1 if there is none.</summary>
    private readonly int[] _last = new int[MaxBits + 1];

    /// <summary>Index of a code's value minus the code, for each length.</summary>
    private readonly int[] _offset = new int[MaxBits + 1];

    private readonly byte[] _values;

    /// <param name="counts">Number of codes of each length from 1 to 16 bits.</param>
    /// <param name="values">Values of the codes, in the order of the codes.</param>
    /// <exception cref="ImageFormatException">There are more codes than a length has.</exception>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        _values = values.ToArray();
        int code = 0, index = 0;
        for (int length = 1; length <= MaxBits; length++, code <<= 1)
        {
            _offset[length] = index - code;
            for (int i = counts[length - 1]; i > 0; i--, index++, code++)
            {
                // No code consists of ones alone.
                if (code + 1 >= 1 << length)
                    throw new ImageFormatException("damaged JPEG: Bogus Huffman table definition");
                if (length <= LookupBits)
                {
                    _lookup.AsSpan(code << (LookupBits - length), 1 << (LookupBits - length))
                        .Fill((ushort)(length << 8 | values[index]));
                }
            }

            _last[length] = counts[length - 1] == 0 ? -1 : code - 1;
        }
    }

    /// <summary>Finds the code at the start of 16 bits.</summary>
    /// <returns>Length of the code; 0 if there is none.</returns>
    public int Find(int bits, out byte value)
    {
        int entry = _lookup[bits >> (MaxBits - LookupBits)];
        if (entry != 0)
        {
            value = (byte)entry;
            return entry >> 8;
        }

        for (int length = LookupBits + 1; length <= MaxBits; length++)
        {
            int code = bits >> (MaxBits - length);
            if (code <= _last[length])
            {
                value = _values[code + _offset[length]];
                return length;
            }
        }

        value = 0;
        return 0;
    }
}
