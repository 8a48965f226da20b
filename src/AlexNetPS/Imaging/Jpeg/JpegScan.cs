namespace AlexNetPS.Imaging.Jpeg;

/// <summary>
/// Reads the Huffman codes of a scan without their values, to find out whether they are complete: decoders fill in what
/// is missing, and report the first fault of a file only.
/// </summary>
internal ref struct JpegScan
{
    private readonly JpegCoefficients _coefficients;
    private readonly bool _isProgressive;
    private readonly int _first, _last, _count, _unitsAcross, _unitsDown;
    private readonly bool _refines;
    private Components _components;
    private int _endOfBand;

    /// <param name="frame">Frame of the scan.</param>
    /// <param name="header">Header of the scan.</param>
    /// <param name="tables">Tables in effect.</param>
    /// <param name="coefficients">What earlier scans of a progressive file coded.</param>
    /// <exception cref="ImageFormatException">A table is missing.</exception>
    public JpegScan(JpegFrame frame, JpegScanHeader header, HuffmanTables tables, JpegCoefficients coefficients)
    {
        _coefficients = coefficients;
        _isProgressive = frame.IsProgressive;
        (_first, _last, _refines) = (header.First, header.Last, header.High > 0);
        _count = header.Count;
        (_unitsAcross, _unitsDown) = _count > 1 ? (frame.UnitsAcross, frame.UnitsDown)
            : frame.Blocks(frame.Find(header[0].Identifier));
        bool usesDc = _first == 0 && !_refines, usesAc = _last > 0;
        for (int i = 0; i < _count; i++)
        {
            (byte identifier, int dc, int ac) = header[i];
            int index = frame.Find(identifier);
            (int across, int down) = _count > 1 ? frame.Sampling(index) : (1, 1);
            _components[i] = new Component(index, across, down,
                usesDc ? tables.Get(isAc: false, dc) : null, usesAc ? tables.Get(isAc: true, ac) : null);
        }
    }

    /// <summary>Units that the scan codes; a restart interval counts these units.</summary>
    public readonly long Units => (long)_unitsAcross * _unitsDown;

    /// <summary>Reads the units of one segment.</summary>
    /// <param name="data">The segment.</param>
    /// <param name="start">First unit.</param>
    /// <param name="end">First unit of the next segment.</param>
    /// <returns>Whole bytes left over.</returns>
    /// <exception cref="ImageFormatException">The segment ends early, or has a wrong code.</exception>
    public int Read(ReadOnlySpan<byte> data, long start, long end)
    {
        var bits = new JpegBits(data);
        _endOfBand = 0;
        int row = (int)(start / _unitsAcross), column = (int)(start % _unitsAcross);
        for (; start < end; start++)
        {
            for (int i = 0; i < _count; i++)
            {
                ref Component component = ref _components[i];
                for (int y = row * component.Down; y < (row + 1) * component.Down; y++)
                {
                    for (int x = column * component.Across; x < (column + 1) * component.Across; x++)
                        ReadBlock(ref bits, component, x, y);
                }
            }

            if (++column == _unitsAcross)
                (row, column) = (row + 1, 0);
        }

        return bits.Left;
    }

    private void ReadBlock(ref JpegBits bits, in Component component, int x, int y)
    {
        if (!_isProgressive)
        {
            ReadDc(ref bits, component.Dc!);
            ReadSequential(ref bits, component.Ac!);
        }
        else if (_first > 0)
        {
            ref ulong coded = ref _coefficients.Of(component.Index, x, y);
            if (_refines)
                Refine(ref bits, component.Ac!, ref coded);
            else
                ReadBand(ref bits, component.Ac!, ref coded);
        }
        else if (_refines)
        {
            bits.Read(1);
        }
        else
        {
            ReadDc(ref bits, component.Dc!);
        }
    }

    private static void ReadDc(ref JpegBits bits, HuffmanTable table)
    {
        int size = bits.Decode(table);
        if (size > 15)
            throw JpegBits.BadCode();
        bits.Read(size);
    }

    private static void ReadSequential(ref JpegBits bits, HuffmanTable table)
    {
        for (int k = 1; k < 64; k++)
        {
            int code = bits.Decode(table), run = code >> 4, size = code & 15;
            if (size == 0 && run != 15)
                break;
            k += run;
            bits.Read(size);
        }
    }

    /// <summary>The first scan of some AC coefficients.</summary>
    private void ReadBand(ref JpegBits bits, HuffmanTable table, ref ulong coded)
    {
        if (_endOfBand > 0)
        {
            _endOfBand--;
            return;
        }

        for (int k = _first; k <= _last; k++)
        {
            int code = bits.Decode(table), run = code >> 4, size = code & 15;
            if (size == 0 && run != 15)
            {
                _endOfBand = (1 << run) + bits.Read(run) - 1;
                break;
            }

            k += run;
            bits.Read(size);
            if (size > 0)
                coded |= 1UL << Math.Min(k, 63);
        }
    }

    /// <summary>A later scan: one more bit of each coefficient that is not zero, and coefficients of one bit.</summary>
    private void Refine(ref JpegBits bits, HuffmanTable table, ref ulong coded)
    {
        int k = _first;
        if (_endOfBand == 0)
        {
            for (; k <= _last; k++)
            {
                int code = bits.Decode(table), run = code >> 4, size = code & 15;
                if (size > 1)
                    throw JpegBits.BadCode();
                if (size == 0 && run != 15)
                {
                    _endOfBand = (1 << run) + bits.Read(run);
                    break;
                }

                bits.Read(size);
                for (; k <= _last; k++)
                {
                    if ((coded >> k & 1) != 0)
                        bits.Read(1);
                    else if (--run < 0)
                        break;
                }

                if (size > 0)
                    coded |= 1UL << Math.Min(k, 63);
            }
        }

        if (_endOfBand > 0)
        {
            for (; k <= _last; k++)
                bits.Read((int)(coded >> k & 1));
            _endOfBand--;
        }
    }

    private readonly record struct Component(int Index, int Across, int Down, HuffmanTable? Dc, HuffmanTable? Ac);

    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct Components
    {
        private Component _first;
    }
}
