using System.Buffers;
using System.Buffers.Binary;
using AlexNetPS.Imaging;

namespace AlexNetPS.ImageSharp.Jpeg.Entropy;

/// <summary>
/// Walks all codes of a JPEG file and refuses what libjpeg refuses. ImageSharp fills what is missing or unreadable with whatever
/// comes and says nothing: half of a photo would be noise, unnoticed. Costs about a tenth of decoding. One for each thread.
/// </summary>
internal sealed class EntropyCheck
{
    /// <summary>Each may cost a pass over the whole picture; libjpeg-turbo's limit.</summary>
    private const int MostScans = 500;

    private readonly HuffmanCodes[] _direct = [new(), new(), new(), new()], _other = [new(), new(), new(), new()];
    private ScanComponent[] _components = [];
    private (int Columns, int Rows) _units;
    private int _interval, _quantization, _scans, _strays;
    private bool _progressive, _arithmetic;

    /// <returns>What is odd about a picture that is complete all the same; null if nothing.</returns>
    /// <exception cref="ImageFormatException">Damaged; the reason is in libjpeg's words.</exception>
    public string? Run(ReadOnlySpan<byte> file)
    {
        (_components, _interval, _quantization, _scans, _strays, _progressive, _arithmetic) = ([], 0, 0, 0, 0, false, false);
        foreach (HuffmanCodes codes in _direct) codes.Forget();
        foreach (HuffmanCodes codes in _other) codes.Forget();
        ulong[] nonzero = [];
        try
        {
            for (int at = 2; ;)
            {
                int marker = FindMarker(file, at);
                if (marker >= file.Length)
                {
                    // Whole scans of a progressive file may be missing without a trace: there the end marker counts.
                    if (_scans > 0 && !_progressive) return "the end marker is missing";
                    throw Scan.Damaged("Premature end of JPEG file");
                }

                byte kind = file[marker + 1];
                if (kind == 0xD9)
                {
                    if (_scans == 0) throw Scan.Damaged("no picture data");
                    return _strays > 0 ? $"Corrupt JPEG data: {_strays} extraneous bytes before marker 0xd9" : null;
                }

                int length = marker + 4 <= file.Length ? BinaryPrimitives.ReadUInt16BigEndian(file[(marker + 2)..]) : 0;
                if (kind is 0x01 or (>= 0xD0 and <= 0xD7)) length = 0;
                else if (marker + 2 + length > file.Length) throw Scan.Damaged("Premature end of JPEG file");
                else if (length < 2) throw Scan.Damaged("Bogus marker length");
                ReadOnlySpan<byte> body = length > 2 ? file.Slice(marker + 4, length - 2) : default;
                at = marker + 2 + length;
                switch (kind)
                {
                    case 0xC4:
                        DefineCodes(body);
                        break;
                    case 0xDB:
                        DefineQuantization(body);
                        break;
                    case 0xDD when body.Length == 2:
                        _interval = BinaryPrimitives.ReadUInt16BigEndian(body);
                        break;
                    case 0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA:
                        StartFrame(kind, body);
                        if (_arithmetic) return null;
                        if (_progressive) nonzero = RentBlocks();
                        break;
                    case 0xDA:
                        at = WalkScan(file, at, body, nonzero);
                        break;
                    case (>= 0xE0 and <= 0xEF) or 0xFE or 0xDC or 0xCC or 0x01 or (>= 0xD0 and <= 0xD7):
                        break;
                    case 0xD8:
                        throw Scan.Damaged("Invalid JPEG file structure: two SOI markers");
                    case >= 0xC3 and <= 0xCF:
                        throw Scan.Damaged($"Unsupported JPEG process: SOF type 0x{kind:x2}");
                    default:
                        throw Scan.Damaged($"Unsupported marker type 0x{kind:x2}");
                }
            }
        }
        finally
        {
            if (nonzero.Length > 0) ArrayPool<ulong>.Shared.Return(nonzero);
        }
    }

    private int FindMarker(ReadOnlySpan<byte> file, int at)
    {
        for (; at + 1 < file.Length; at++)
        {
            if (file[at] == 0xFF && file[at + 1] is not (0x00 or 0xFF)) return at;
            if (file[at] != 0xFF) _strays++;
        }

        return file.Length;
    }

    private void DefineCodes(ReadOnlySpan<byte> body)
    {
        while (body.Length >= 17)
        {
            int slot = body[0] & 15, total = 0;
            ReadOnlySpan<byte> counts = body.Slice(1, 16);
            foreach (byte count in counts) total += count;
            if (total > 256 || total > body.Length - 17) throw Scan.Damaged("Bogus Huffman table definition");
            if (slot > 3 || body[0] > 0x13) throw Scan.Damaged($"Bogus DHT index {body[0]}");
            bool isOther = body[0] >= 0x10;
            if (!(isOther ? _other : _direct)[slot].Define(counts, body.Slice(17, total))) throw Scan.Damaged("Bogus Huffman table definition");
            body = body[(17 + total)..];
        }

        if (!body.IsEmpty) throw Scan.Damaged("Bogus marker length");
    }

    private void DefineQuantization(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            int slot = body[0] & 15, length = 1 + (body[0] > 15 ? 128 : 64);
            if (slot > 3) throw Scan.Damaged($"Bogus DQT index {slot}");
            _quantization |= 1 << slot;
            body = body[Math.Min(length, body.Length)..];
        }
    }

    private void StartFrame(byte kind, ReadOnlySpan<byte> body)
    {
        if (_components.Length > 0) throw Scan.Damaged("Invalid JPEG file structure: two SOF markers");
        (_progressive, _arithmetic) = (kind is 0xC2 or 0xCA, kind >= 0xC9);
        if (body.Length < 6 || body.Length != 6 + 3 * body[5]) throw Scan.Damaged("Bogus marker length");
        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        var components = new ScanComponent[body[5]];
        for (int i = 0; i < components.Length; i++)
        {
            ReadOnlySpan<byte> told = body.Slice(6 + 3 * i, 3);
            components[i] = new(told[0], told[1] >> 4, told[1] & 15, told[2]);
            if (components[i] is not { Across: >= 1 and <= 4, Down: >= 1 and <= 4 }) throw Scan.Damaged("Bogus sampling factors");
        }

        if (components.Length == 0) throw Scan.Damaged("Bogus marker length");
        int across = components.Max(component => component.Across), down = components.Max(component => component.Down);
        _units = (DivideUp(width, 8 * across), DivideUp(height, 8 * down));
        int start = 0;
        foreach (ScanComponent component in components)
        {
            component.Blocks = (DivideUp(DivideUp(width * component.Across, across), 8), DivideUp(DivideUp(height * component.Down, down), 8));
            component.Pitch = _units.Columns * component.Across;
            component.Start = start;
            start = checked(start + component.Pitch * _units.Rows * component.Down);
        }

        _components = components;
    }

    private ulong[] RentBlocks()
    {
        ScanComponent last = _components[^1];
        int blocks = last.Start + last.Pitch * _units.Rows * last.Down;
        ulong[] nonzero = ArrayPool<ulong>.Shared.Rent(Math.Max(1, blocks));
        nonzero.AsSpan(0, blocks).Clear();
        return nonzero;
    }

    private int WalkScan(ReadOnlySpan<byte> file, int at, ReadOnlySpan<byte> header, ulong[] nonzero)
    {
        if (_components.Length == 0) throw Scan.Damaged("Invalid JPEG file structure: SOS before SOF");
        if (++_scans > MostScans) throw Scan.Damaged($"more than {MostScans} scans");
        if (header.IsEmpty || header[0] is < 1 or > 4 || header.Length != 4 + 2 * header[0]) throw Scan.Damaged("Bogus marker length");
        var components = new ScanComponent[header[0]];
        int first = header[^3], last = header[^2], refinement = header[^1];
        if (_progressive && (last > 63 || first > last || first == 0 && last > 0 || first > 0 && components.Length > 1))
            throw Scan.Damaged($"Invalid progressive parameters Ss={first} Se={last}");
        if (!_progressive && (first, last, refinement) is not (0, 63, 0)) throw Scan.Damaged("Invalid SOS parameters for sequential JPEG");
        for (int i = 0; i < components.Length; i++)
        {
            byte id = header[1 + 2 * i], tables = header[2 + 2 * i];
            ScanComponent component = Array.Find(_components, known => known.Id == id) ?? throw Scan.Damaged($"Invalid component ID {id} in SOS");
            (component.DirectTable, component.OtherTable) = (tables >> 4 & 3, tables & 3);
            bool usesDirect = !_progressive || first == 0 && refinement >> 4 == 0, usesOther = !_progressive || first > 0;
            if (usesDirect && !_direct[component.DirectTable].IsForDirect || usesOther && !_other[component.OtherTable].IsDefined)
                throw Scan.Damaged("Huffman table was not defined");
            if ((_quantization >> component.Table & 1) == 0) throw Scan.Damaged($"Quantization table 0x{component.Table:x2} was not defined");
            components[i] = component;
        }

        var scan = new Scan(components, _direct, _other, nonzero, first, last, refinement >> 4 != 0);
        var bits = new BitReader(file, at);
        _strays += scan.Walk(ref bits, file, _interval, _units);
        int marker = bits.FindMarker(out int stray);
        _strays += stray;
        return marker;
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
