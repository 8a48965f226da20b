using System.Buffers.Binary;

namespace AlexNetPS.Imaging.Jpeg;

/// <summary>
/// Reads a JPEG file to its end, but for its pixels: markers, lengths, restarts, Huffman codes. libjpeg-turbo reports
/// the first fault of a file only, which can be a harmless one, and Skia reports none.
/// </summary>
internal sealed class JpegStructure
{
    /// <summary>Limit: each of the possible thousands of scans of a progressive file costs a full pass.</summary>
    private const int MaxScans = 500;

    private const byte HuffmanDefinition = 0xC4, EndOfImage = 0xD9, StartOfScan = 0xDA, RestartInterval = 0xDD;

    private readonly HuffmanTables _tables = new();
    private readonly List<int> _dataEnds = [];
    private readonly JpegOddities _oddities = new();
    private int _leftOver, _leftOverAtScanEnds;

    private JpegStructure()
    {
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Offset of the first scan's marker.</summary>
    public int FirstScan { get; private set; }

    /// <summary>Offset of the end marker, or of the end of the data if it is missing.</summary>
    public int End { get; private set; }

    /// <summary>Whether the end marker is present.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>Whether the image data are arithmetic codes, which are not read: any bytes are such codes.</summary>
    public bool IsArithmetic { get; private set; }

    /// <summary>Offsets of the markers that end coded data: restarts, tables, scans and the end of the image.</summary>
    public IReadOnlyList<int> DataEnds => _dataEnds;

    /// <summary>What is odd about the header and does no harm; null if nothing is.</summary>
    public string? Oddity => _oddities.Text;

    /// <exception cref="ImageFormatException">
    /// A part is missing, damaged, out of order or unknown, or the image is over the limits.
    /// </exception>
    public static JpegStructure Read(ReadOnlySpan<byte> file, DecodeLimits limits)
    {
        var structure = new JpegStructure();
        structure.Walk(file, limits);
        return structure;
    }

    /// <summary>Returns what to tell about the file, the worst first; null if there is nothing.</summary>
    /// <param name="tolerated">
    /// Bytes that may be left over at the end of a scan: libjpeg-turbo does not report those in its buffer of 64 bits.
    /// </param>
    public string? Warning(int tolerated) =>
        _leftOver > 0 || _leftOverAtScanEnds > tolerated ? DecoderWarning.DamagedData
        : HasEnd ? Oddity
        : "the end marker is missing";

    private void Walk(ReadOnlySpan<byte> file, DecodeLimits limits)
    {
        JpegFrame frame = default;
        JpegCoefficients? coefficients = null;
        int interval = 0, scans = 0, at = 2;
        try
        {
            while (NextMarker(file, ref at, out byte marker, out int skipped))
            {
                NoteSkipped(skipped, scans);
                if (marker == EndOfImage)
                {
                    HasEnd = true;
                    break;
                }

                // No parameters; restarts may follow the last data of a scan.
                if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
                {
                    at += 2;
                    continue;
                }

                ReadOnlySpan<byte> body = Body(file, at, marker);
                int start = at;
                at += 4 + body.Length;
                if (IsFrame(marker))
                {
                    if (!frame.IsEmpty)
                        throw Damaged("two frame headers");
                    frame = new JpegFrame(marker, body);
                    (Width, Height, IsArithmetic) = (frame.Width, frame.Height, frame.IsArithmetic);
                    limits.CheckPixels(Width, Height);
                    coefficients = new JpegCoefficients(frame);
                }
                else if (marker == HuffmanDefinition)
                {
                    _tables.Define(body);
                }
                else if (marker == RestartInterval && body.Length == 2)
                {
                    interval = BinaryPrimitives.ReadUInt16BigEndian(body);
                }
                else if (marker == StartOfScan)
                {
                    if (coefficients is null)
                        throw Damaged("a scan before the frame header");
                    if (++scans > MaxScans)
                        throw Damaged($"more than {MaxScans} scans");
                    if (scans == 1)
                        FirstScan = start;
                    ReadScan(file, ref at, frame, new JpegScanHeader(frame, body), coefficients, interval);
                }
                else
                {
                    _oddities.NoteSegment(marker, body);
                }
            }

            if (coefficients is null || scans == 0)
                throw Damaged(frame.IsEmpty ? "no header of an image" : "no image data");
            End = HasEnd ? at : _dataEnds[^1];
            // Whole scans of a progressive file can be missing without a trace, and data of arithmetic codes.
            if (!HasEnd && (frame.IsProgressive || frame.IsArithmetic || !coefficients.HasAll(frame.Count)))
                throw TooShort();
            _oddities.NoteComponents(frame.Count);
        }
        finally
        {
            coefficients?.Dispose();
        }
    }

    /// <summary>
    /// Notes bytes between segments: in the header they are stray, later the decoder has lost its place.
    /// </summary>
    private void NoteSkipped(int bytes, int scans)
    {
        if (scans > 0)
            _leftOver += bytes;
        else
            _oddities.NoteStray(bytes);
    }

    private void ReadScan(ReadOnlySpan<byte> file, ref int at, JpegFrame frame, JpegScanHeader header,
        JpegCoefficients coefficients, int interval)
    {
        coefficients.Begin(frame, header);
        if (!header.IsUsual)
            _oddities.NoteScanParameters();
        int from = at, first = _dataEnds.Count;
        if (frame.IsArithmetic)
        {
            PassData(file, ref at, interval, Units(frame, header));
            return;
        }

        var scan = new JpegScan(frame, header, _tables, coefficients);
        long units = scan.Units, length = interval == 0 ? units : interval;
        PassData(file, ref at, interval, units);
        bool isLast = at + 1 >= file.Length;
        for (long start = 0; start < units; start += length)
        {
            int end = _dataEnds[first++];
            bool endsScan = start + length >= units;
            try
            {
                int left = scan.Read(file[from..end], start, Math.Min(units, start + length));
                if (endsScan)
                    _leftOverAtScanEnds = Math.Max(_leftOverAtScanEnds, left);
                else
                    _leftOver += left;
            }
            catch (ImageFormatException) when (endsScan && isLast)
            {
                throw TooShort();
            }

            from = EndOfFill(file, end) + 2;
        }
    }

    private static long Units(JpegFrame frame, JpegScanHeader header)
    {
        (int across, int down) = header.Count > 1 ? (frame.UnitsAcross, frame.UnitsDown)
            : frame.Blocks(frame.Find(header[0].Identifier));
        return (long)across * down;
    }

    /// <summary>Moves past coded data, to the marker that ends it.</summary>
    private void PassData(ReadOnlySpan<byte> file, ref int at, int interval, long units)
    {
        long restarts = interval == 0 ? 0 : (units - 1) / interval;
        int found = 0;
        while (true)
        {
            at = EndOfData(file, at);
            _dataEnds.Add(at);
            at = EndOfFill(file, at);
            if (at + 1 >= file.Length || file[at + 1] is not (>= 0xD0 and <= 0xD7))
                break;
            bool isBehindData = EndOfData(file, at + 2) == at + 2;
            if (found >= restarts && !isBehindData)
                throw Damaged("a restart marker inside the data");
            if (found < restarts && file[at + 1] != 0xD0 + found % 8)
                throw Damaged($"found restart {file[at + 1] & 7} instead of {found % 8}");
            found++;
            at += 2;
        }

        if (found < restarts)
            throw at + 1 >= file.Length ? TooShort() : Damaged("premature end of data segment");
    }

    /// <summary>
    /// Returns the offset of the next marker or of its fill bytes; the file's length if there is none.
    /// </summary>
    private static int EndOfData(ReadOnlySpan<byte> file, int at)
    {
        while (true)
        {
            int next = file[at..].IndexOf((byte)0xFF);
            if (next < 0)
                return file.Length;
            at += next;
            int code = EndOfFill(file, at) + 1;
            if (code >= file.Length || file[code] != 0)
                return at;
            at = code + 1;
        }
    }

    /// <summary>Returns the offset of a marker's own 0xFF: it may have any number of them.</summary>
    private static int EndOfFill(ReadOnlySpan<byte> file, int at)
    {
        while (at + 1 < file.Length && file[at + 1] == 0xFF)
            at++;
        return at;
    }

    /// <summary>Moves to the next marker, and counts the bytes that are skipped, as decoders do.</summary>
    private static bool NextMarker(ReadOnlySpan<byte> file, ref int at, out byte marker, out int skipped)
    {
        skipped = 0;
        for (; at + 1 < file.Length; at++)
        {
            marker = file[at + 1];
            if (file[at] != 0xFF || marker == 0)
                skipped++;
            else if (marker != 0xFF)
                return true;
        }

        marker = 0;
        return false;
    }

    private static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> file, int at, byte marker)
    {
        if (marker == 0xD8)
            throw Damaged("two start markers");
        if (marker is < 0xC0 or (>= 0xF0 and <= 0xFD))
            throw Damaged($"unsupported marker type 0x{marker:x2}");
        if (at + 4 > file.Length)
            throw TooShort();
        int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        if (length < 2)
            throw Damaged("bogus marker length");
        if (at + 2 + length > file.Length)
            throw TooShort();
        return file.Slice(at + 4, length - 2);
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (HuffmanDefinition or 0xCC);

    private static ImageFormatException Damaged(string reason) => new($"damaged JPEG: {reason}");

    private static ImageFormatException TooShort() => Damaged("Premature end of JPEG file");
}
