using System.Buffers.Binary;

namespace AlexNetPS.Imaging.Jpeg;

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

    /// <summary>Units across the image: those of the component with most samples.</summary>
    public int UnitsAcross => Divide(Width, 8 * _columns);

    /// <summary>Units down the image.</summary>
    public int UnitsDown => Divide(Height, 8 * _rows);

    /// <summary>Returns the blocks of a component in a unit, across and down.</summary>
    public (int Across, int Down) Sampling(int component) =>
        (_components[component * 3 + 1] >> 4, _components[component * 3 + 1] & 15);

    /// <summary>Returns the blocks of a component that a scan of it alone codes, across and down.</summary>
    public (int Across, int Down) Blocks(int component)
    {
        (int across, int down) = Sampling(component);
        return (Divide(Divide(Width * across, _columns), 8), Divide(Divide(Height * down, _rows), 8));
    }

    /// <summary>Returns the index of a component.</summary>
    /// <exception cref="ImageFormatException">The frame has no such component.</exception>
    public int Find(byte identifier)
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
