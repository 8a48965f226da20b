namespace AlexNetPS.Imaging.Jpeg;

/// <summary>Header of a scan: its components, their tables, and the coefficients and bits that it codes.</summary>
internal readonly ref struct JpegScanHeader
{
    private readonly ReadOnlySpan<byte> _components;

    /// <param name="frame">Frame of the scan.</param>
    /// <param name="body">Segment content after the length.</param>
    /// <exception cref="ImageFormatException">The header is damaged or does not match the frame.</exception>
    public JpegScanHeader(JpegFrame frame, ReadOnlySpan<byte> body)
    {
        int count = body.Length > 0 ? body[0] : 0;
        if (count is < 1 or > 4 || body.Length != 4 + 2 * count)
            throw new ImageFormatException("damaged JPEG: bogus length of a scan header");
        _components = body.Slice(1, 2 * count);
        ReadOnlySpan<byte> progression = body[(1 + 2 * count)..];
        IsUsual = frame.IsProgressive || progression.SequenceEqual((ReadOnlySpan<byte>)[0, 63, 0]);
        // Decoders ignore what a sequential file states.
        if (!frame.IsProgressive)
            progression = [0, 63, 0];
        (First, Last) = (progression[0], progression[1]);
        (High, Low) = (progression[2] >> 4, progression[2] & 15);
        for (int i = 0; i < count; i++)
            _ = frame.Find(body[1 + 2 * i]);
        if (frame.IsProgressive && (First > Last || Last > 63 || First == 0 && Last != 0 || First > 0 && count > 1
            || High > 0 && Low != High - 1))
        {
            throw new ImageFormatException("damaged JPEG: invalid progressive parameters");
        }
    }

    /// <summary>Number of components.</summary>
    public int Count => _components.Length / 2;

    /// <summary>Whether the parameters of a sequential file are those of the standard.</summary>
    public bool IsUsual { get; }

    /// <summary>First coefficient.</summary>
    public int First { get; }

    /// <summary>Last coefficient.</summary>
    public int Last { get; }

    /// <summary>Bit that an earlier scan coded last; 0 in the first scan of these coefficients.</summary>
    public int High { get; }

    /// <summary>Lowest bit that this scan codes.</summary>
    public int Low { get; }

    /// <summary>Returns the identifier of a component of the scan, and the slots of its tables.</summary>
    public (byte Identifier, int Dc, int Ac) this[int index] =>
        (_components[2 * index], _components[2 * index + 1] >> 4, _components[2 * index + 1] & 15);
}
