using System.Buffers.Binary;
using AlexNetPS.Imaging;

namespace AlexNetPS.SkiaSharp;

/// <summary>
/// Markers, lengths, restarts and the end of a JPEG file. Skia reads damaged files without a warning; this class finds
/// the structural damage that libjpeg-turbo reports.
/// </summary>
internal sealed class JpegStructure
{
    /// <summary>Limit: each of the possible thousands of scans of a progressive file costs a full pass.</summary>
    private const int MaxScans = 500;

    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, RestartInterval = 0xDD;

    private readonly List<int> _dataEnds = [];

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

    /// <summary>Offsets of the markers that end coded data: restarts, tables, scans and the end of the image.</summary>
    public IReadOnlyList<int> DataEnds => _dataEnds;

    /// <summary>
    /// Whether the data is one terminated segment of Huffman codes: reading beyond it shows that it is incomplete.
    /// </summary>
    public bool IsOnePiece { get; private set; }

    /// <exception cref="ImageFormatException">A part is missing, out of order or unknown.</exception>
    public static JpegStructure Read(ReadOnlySpan<byte> file)
    {
        var structure = new JpegStructure();
        structure.Walk(file);
        return structure;
    }

    private void Walk(ReadOnlySpan<byte> file)
    {
        JpegFrame frame = default;
        int interval = 0, scans = 0, at = 2;
        while (NextMarker(file, ref at, out byte marker))
        {
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
                (Width, Height) = (frame.Width, frame.Height);
            }
            else if (marker == RestartInterval && body.Length == 2)
            {
                interval = BinaryPrimitives.ReadUInt16BigEndian(body);
            }
            else if (marker == StartOfScan)
            {
                if (frame.IsEmpty)
                    throw Damaged("a scan before the frame header");
                if (++scans > MaxScans)
                    throw Damaged($"more than {MaxScans} scans");
                long units = frame.Units(body);
                if (scans == 1)
                {
                    FirstScan = start;
                    IsOnePiece = body[0] == frame.Count && !frame.IsProgressive && !frame.IsArithmetic && interval == 0;
                }

                PassData(file, ref at, interval == 0 ? 0 : (units - 1) / interval);
            }
        }

        if (scans == 0)
            throw Damaged(frame.IsEmpty ? "no header of an image" : "no image data");
        if (HasEnd)
        {
            End = at;
            return;
        }

        // Whole scans of a progressive file can be missing without a trace.
        if (frame.IsProgressive || scans > 1)
            throw Damaged("Premature end of JPEG file");
        (End, IsOnePiece) = (_dataEnds[^1], false);
    }

    /// <summary>Moves past coded data, to the marker that ends it.</summary>
    private void PassData(ReadOnlySpan<byte> file, ref int at, long restarts)
    {
        int found = 0;
        while (true)
        {
            at = EndOfData(file, at);
            _dataEnds.Add(at);
            while (at + 1 < file.Length && file[at + 1] == 0xFF)
                at++;
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
            throw Damaged("premature end of data segment");
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
            int code = at + 1;
            while (code < file.Length && file[code] == 0xFF)
                code++;
            if (code >= file.Length || file[code] != 0)
                return at;
            at = code + 1;
        }
    }

    /// <summary>Skips stray bytes, as decoders do.</summary>
    private static bool NextMarker(ReadOnlySpan<byte> file, ref int at, out byte marker)
    {
        for (; at + 1 < file.Length; at++)
        {
            marker = file[at + 1];
            if (file[at] == 0xFF && marker is not (0 or 0xFF))
                return true;
        }

        marker = 0;
        return false;
    }

    private static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> file, int at, byte marker)
    {
        if (marker == StartOfImage)
            throw Damaged("two start markers");
        if (marker is < 0xC0 or (>= 0xF0 and <= 0xFD))
            throw Damaged($"unsupported marker type 0x{marker:x2}");
        if (at + 4 > file.Length)
            throw Damaged("Premature end of JPEG file");
        int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        if (length < 2)
            throw Damaged("bogus marker length");
        if (at + 2 + length > file.Length)
            throw Damaged("Premature end of JPEG file");
        return file.Slice(at + 4, length - 2);
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xCC);

    private static ImageFormatException Damaged(string reason) => new($"damaged JPEG: {reason}");
}
