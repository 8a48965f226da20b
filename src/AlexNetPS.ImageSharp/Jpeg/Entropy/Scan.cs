using AlexNetPS.Imaging;

namespace AlexNetPS.ImageSharp.Jpeg.Entropy;

/// <summary>Walks the codes of one scan without making anything of them.</summary>
/// <param name="components">Those of the scan.</param>
/// <param name="direct">Tables for coefficients of order zero.</param>
/// <param name="other">Tables for the others.</param>
/// <param name="nonzero">For each block a bit for each coefficient that is not zero; empty for a sequential picture.</param>
/// <param name="first">First coefficient of the scan.</param>
/// <param name="last">Last one.</param>
/// <param name="refines">Whether the scan adds a bit to what an earlier one gave.</param>
internal ref struct Scan(ScanComponent[] components, HuffmanCodes[] direct, HuffmanCodes[] other, Span<ulong> nonzero, int first, int last, bool refines)
{
    private readonly Span<ulong> _nonzero = nonzero;
    private int _endRun;

    /// <param name="bits">Where the scan's data begins.</param>
    /// <param name="file">The file.</param>
    /// <param name="interval">Units between restart markers; 0 for none.</param>
    /// <param name="units">Units along a row and along a column where components are interleaved.</param>
    /// <returns>Stray bytes that were passed over.</returns>
    /// <exception cref="ImageFormatException">The data ends early, or is none.</exception>
    public int Walk(ref BitReader bits, ReadOnlySpan<byte> file, int interval, (int Columns, int Rows) units)
    {
        bool interleaved = components.Length > 1;
        (int columns, int rows) = interleaved ? units : components[0].Blocks;
        int left = interval, restart = 0, strays = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                if (interval > 0 && left == 0)
                {
                    int at = bits.FindMarker(out int stray);
                    strays += stray;
                    if (at == file.Length) throw Damaged("Premature end of JPEG file");
                    if (file[at + 1] != 0xD0 + restart) throw Damaged($"Corrupt JPEG data: found marker 0x{file[at + 1]:x2} instead of RST{restart}");
                    bits = new BitReader(file, at + 2);
                    (left, restart, _endRun) = (interval, (restart + 1) & 7, 0);
                }

                left--;
                if (interleaved) WalkUnit(ref bits, row, column);
                else WalkBlock(ref bits, components[0], row, column);
                if (bits.IsExhausted)
                    throw Damaged(bits.FindMarker(out _) == file.Length ? "Premature end of JPEG file" : "Corrupt JPEG data: premature end of data segment");
            }
        }

        return strays;
    }

    public static ImageFormatException Damaged(string what) => new("damaged JPEG: " + what);

    private void WalkUnit(ref BitReader bits, int row, int column)
    {
        foreach (ScanComponent component in components)
        {
            for (int y = 0; y < component.Down; y++)
            {
                for (int x = 0; x < component.Across; x++)
                    WalkBlock(ref bits, component, row * component.Down + y, column * component.Across + x);
            }
        }
    }

    private void WalkBlock(ref BitReader bits, ScanComponent component, int row, int column)
    {
        if (_nonzero.IsEmpty)
        {
            Direct(ref bits, component);
            if (!other[component.OtherTable].SkipBlock(ref bits)) throw BadCode();
            return;
        }

        ref ulong nonzero = ref _nonzero[component.Start + row * component.Pitch + column];
        if (first == 0)
        {
            if (refines) bits.Take(1);
            else Direct(ref bits, component);
        }
        else if (refines)
        {
            Refinement(ref bits, other[component.OtherTable], ref nonzero);
        }
        else
        {
            Progressive(ref bits, other[component.OtherTable], ref nonzero);
        }
    }

    private readonly void Direct(ref BitReader bits, ScanComponent component) => bits.Skip(Symbol(ref bits, direct[component.DirectTable]));

    private void Progressive(ref BitReader bits, HuffmanCodes codes, ref ulong nonzero)
    {
        if (_endRun > 0)
        {
            _endRun--;
            return;
        }

        for (int k = first; k <= last; k++)
        {
            int symbol = Symbol(ref bits, codes), run = symbol >> 4, size = symbol & 15;
            if (size > 0)
            {
                k += run;
                nonzero |= 1UL << (k & 63);
                bits.Skip(size);
            }
            else if (run == 15)
            {
                k += 15;
            }
            else
            {
                _endRun = EndRun(ref bits, run) - 1;
                return;
            }
        }
    }

    private void Refinement(ref BitReader bits, HuffmanCodes codes, ref ulong nonzero)
    {
        int k = first;
        for (; k <= last && _endRun == 0; k++)
        {
            int symbol = Symbol(ref bits, codes), run = symbol >> 4, size = symbol & 15;
            if (size > 1) throw BadCode();
            if (size == 1)
            {
                bits.Skip(1);
            }
            else if (run < 15)
            {
                _endRun = EndRun(ref bits, run);
                break;
            }

            for (; k <= last; k++)
            {
                if ((nonzero >> k & 1) != 0) bits.Take(1);
                else if (--run < 0) break;
            }

            if (size == 1 && k <= last) nonzero |= 1UL << k;
        }

        if (_endRun == 0) return;
        for (; k <= last; k++)
        {
            if ((nonzero >> k & 1) != 0) bits.Take(1);
        }

        _endRun--;
    }

    private static int EndRun(ref BitReader bits, int size) => (1 << size) + (size > 0 ? bits.Take(size) : 0);

    private static int Symbol(ref BitReader bits, HuffmanCodes codes)
    {
        int symbol = codes.Next(ref bits);
        return symbol >= 0 ? symbol : throw BadCode();
    }

    private static ImageFormatException BadCode() => Damaged("Corrupt JPEG data: bad Huffman code");
}
