using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AlexNetPS.ImageSharp.Jpeg.Entropy;

/// <summary>A Huffman table of a JPEG file.</summary>
internal sealed class HuffmanCodes
{
    private const int Longest = 16, LookupBits = 10, BlockSize = 64;

    private readonly ushort[] _lookup = new ushort[1 << LookupBits], _steps = new ushort[1 << LookupBits];
    private readonly int[] _end = new int[Longest + 1], _first = new int[Longest + 1];
    private readonly byte[] _symbols = new byte[256];

    public bool IsDefined { get; private set; }

    /// <summary>Whether every symbol counts bits that a coefficient of order zero can have.</summary>
    public bool IsForDirect { get; private set; }

    /// <summary>Becomes undefined.</summary>
    public void Forget() => (IsDefined, IsForDirect) = (false, false);

    /// <param name="counts">How many codes there are of each length from 1 to 16.</param>
    /// <param name="symbols">What they mean.</param>
    /// <returns>False for a table that cannot be.</returns>
    public bool Define(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        symbols.CopyTo(_symbols);
        Array.Clear(_lookup);
        Array.Clear(_steps);
        IsForDirect = symbols.IndexOfAnyExceptInRange((byte)0, (byte)15) < 0;
        int code = 0, index = 0;
        for (int length = 1; length <= Longest; length++, code <<= 1)
        {
            _first[length] = index - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length) return false;
                if (length > LookupBits) continue;
                int symbol = _symbols[index], run = symbol >> 4, size = symbol & 15;
                int start = code << (LookupBits - length), room = 1 << (LookupBits - length);
                _lookup.AsSpan(start, room).Fill((ushort)(length << 8 | symbol));
                _steps.AsSpan(start, room).Fill((ushort)((size > 0 || run == 15 ? run + 1 : BlockSize) << 8 | (length + size)));
            }

            _end[length] = code;
        }

        IsDefined = true;
        return true;
    }

    /// <summary>Passes over the coefficients of a block of a sequential picture, but for the first.</summary>
    /// <returns>Whether they could be read.</returns>
    public bool SkipBlock(ref BitReader reader)
    {
        // In locals, where the compiler keeps them in registers: this loop is the whole cost of the check.
        (ulong bits, int count) = reader.Held;
        ref ushort steps = ref MemoryMarshal.GetArrayDataReference(_steps);
        for (int k = 1; k < BlockSize;)
        {
            if (count < 32)
            {
                reader.Held = (bits, count);
                reader.Fill();
                (bits, count) = reader.Held;
            }

            int step = Unsafe.Add(ref steps, (nuint)(bits >> (64 - LookupBits)));
            if (step != 0)
            {
                bits <<= step & 255;
                count -= step & 255;
                k += step >> 8;
                continue;
            }

            reader.Held = (bits, count);
            int symbol = Next(ref reader), size = symbol & 15;
            if (symbol < 0) return false;
            reader.Skip(size);
            (bits, count) = reader.Held;
            k += size > 0 || symbol == 0xF0 ? (symbol >> 4) + 1 : BlockSize;
        }

        reader.Held = (bits, count);
        return true;
    }

    /// <summary>The next symbol, or -1 where no code is; leaves at least 16 bits behind it.</summary>
    public int Next(ref BitReader bits)
    {
        bits.Fill();
        uint next = bits.Next16;
        int found = _lookup[next >> (Longest - LookupBits)];
        if (found != 0)
        {
            bits.Skip(found >> 8);
            return found & 255;
        }

        for (int length = LookupBits + 1; length <= Longest; length++)
        {
            int code = (int)(next >> (Longest - length));
            if (code >= _end[length]) continue;
            bits.Skip(length);
            return _symbols[_first[length] + code];
        }

        return -1;
    }
}
