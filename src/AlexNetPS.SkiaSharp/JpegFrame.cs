using System.Buffers.Binary;
using AlexNetPS.Imaging;

namespace AlexNetPS.SkiaSharp;

/// <summary>Frame header of a JPEG file: size, process and components.</summary>
internal readonly ref struct JpegFrame
{
    private readonly ReadOnlySpan<byte> _components;
    private readonly int _columns, _rows;

    /// <param name="marker">C0 (baseline), C1 (extended), C2 (progressive), C9 or CA (the same, arithmetic).</param>
    /// <param name="body">Segment content after the length.</param>
    /// <exception cref="ImageFormatException">The process is unsupported or the header is damaged.</exception>
    public JpegFrame(byte marker, ReadOnlySpan<byte> body)
    {
        if (marker is not (0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA))
            throw new ImageFormatException($"damaged JPEG: unsupported process 0x{marker:x2}");
        if (body.Length < 6 || body.Length != 6 + body[5] * 3)
            throw new ImageFormatException("damaged JPEG: bogus length of the frame header");
        Marker = marker;
        Height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        _components = body[6..];
        if (Count is not (1 or 3 or 4))
            throw new ImageFormatException($"a JPEG of {Count} components; 1, 3 and 4 are supported");
        (_columns, _rows) = (1, 1);
        for (int i = 0; i < Count; i++)
        {
            (int across, int down) = Sampling(i);
            if (across is < 1 or > 4 || down is < 1 or > 4)
                throw new ImageFormatException("damaged JPEG: bogus sampling factors");
            (_columns, _rows) = (Math.Max(_columns, across), Math.Max(_rows, down));
        }
    }

    public byte Marker { get; }

    public int Width { get; }

    public int Height { get; }

    public int Count => _components.Length / 3;

    public bool IsEmpty => _components.IsEmpty;

    public bool IsProgressive => Marker is 0xC2 or 0xCA;

    public bool IsArithmetic => Marker is 0xC9 or 0xCA;

    /// <summary>Returns the number of units that a scan codes; a restart interval counts these units.</summary>
    /// <param name="scan">Scan header after its length.</param>
    /// <exception cref="ImageFormatException">The header does not match the frame.</exception>
    public long Units(ReadOnlySpan<byte> scan)
    {
        int count = scan.Length > 0 ? scan[0] : 0;
        if (count is < 1 or > 4 || scan.Length != 4 + 2 * count)
            throw new ImageFormatException("damaged JPEG: bogus length of a scan header");
        ReadOnlySpan<byte> progression = scan[(1 + 2 * count)..];
        if (!IsProgressive && !progression.SequenceEqual((ReadOnlySpan<byte>)[0, 63, 0]))
            throw new ImageFormatException("damaged JPEG: invalid scan parameters for sequential JPEG");
        for (int i = 0; i < count; i++)
            _ = Find(scan[1 + 2 * i]);
        if (count > 1)
            return (long)Divide(Width, 8 * _columns) * Divide(Height, 8 * _rows);
        (int across, int down) = Sampling(Find(scan[1]));
        return (long)Divide(Divide(Width * across, _columns), 8) * Divide(Divide(Height * down, _rows), 8);
    }

    private (int Across, int Down) Sampling(int component) =>
        (_components[component * 3 + 1] >> 4, _components[component * 3 + 1] & 15);

    private int Find(byte identifier)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_components[i * 3] == identifier)
                return i;
        }

        throw new ImageFormatException($"damaged JPEG: a scan of component {identifier}, which is not in the frame");
    }

    private static int Divide(int value, int by) => (value + by - 1) / by;
}
