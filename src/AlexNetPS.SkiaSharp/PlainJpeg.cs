using AlexNetPS.Imaging.Jpeg;

namespace AlexNetPS.SkiaSharp;

/// <summary>
/// Writes a JPEG file without profiles and comments, and with bytes after its data that a decoder reads only if the
/// data is incomplete: Skia fills in missing data and does not report it.
/// </summary>
internal static class PlainJpeg
{
    private const byte StartOfScan = 0xDA, App0 = 0xE0, App14 = 0xEE;

    /// <summary>
    /// Padding: a decoder reads up to 64 bits ahead. No code consists of ones alone, so these bytes last for at most
    /// two blocks of 8x8 pixels.
    /// </summary>
    private static ReadOnlySpan<byte> Reserve =>
        [0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0];

    /// <summary>Codes that change pixels if a decoder reads them as image data.</summary>
    private static ReadOnlySpan<byte> Probe =>
        [0x5A, 0xC3, 0x69, 0x17, 0xB4, 0x2E, 0xD1, 0x78, 0x96, 0x3D, 0xE2, 0x4B, 0x87, 0xA5, 0x1C, 0xF0];

    /// <summary>Maximum length of the output of <see cref="Write"/>, in bytes.</summary>
    public static int MaxLength(ReadOnlySpan<byte> file, JpegStructure structure) =>
        checked(file.Length + Reserve.Length * (structure.DataEnds.Count + 1));

    /// <summary>
    /// Writes a file of one segment without its end marker: a decoder that needs more than the data fails.
    /// </summary>
    /// <returns>Length in bytes.</returns>
    public static int Write(ReadOnlySpan<byte> file, JpegStructure structure, Span<byte> target)
    {
        int length = WriteHeader(file, target);
        length = Append(file[structure.FirstScan..structure.DataEnds[0]], target, length);
        return Append(Reserve, target, length);
    }

    /// <summary>Writes a file of several segments.</summary>
    /// <param name="file">The file.</param>
    /// <param name="structure">Its structure.</param>
    /// <param name="probes">Whether to add bytes after each segment that change pixels if the segment is
    /// incomplete.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Length in bytes.</returns>
    public static int WritePieces(ReadOnlySpan<byte> file, JpegStructure structure, bool probes, Span<byte> target)
    {
        int length = WriteHeader(file, target), from = structure.FirstScan;
        foreach (int end in structure.DataEnds)
        {
            length = Append(file[from..end], target, length);
            if (probes)
                length = Append(Probe, target, length);
            from = end;
        }

        length = Append(file[from..structure.End], target, length);
        return Append([0xFF, 0xD9], target, length);
    }

    /// <summary>
    /// Writes the segments that the pixels depend on; the JFIF and Adobe markers define the color space.
    /// </summary>
    private static int WriteHeader(ReadOnlySpan<byte> file, Span<byte> target)
    {
        int length = Append([0xFF, 0xD8], target, 0);
        for (var segments = new JpegSegments(file); segments.Next() && segments.Marker != StartOfScan;)
        {
            bool isRemark = segments.Marker is (> App0 and < App14) or (> App14 and <= 0xEF) or 0xFE;
            if (!isRemark)
                length = Append(segments.Whole, target, length);
        }

        return length;
    }

    private static int Append(ReadOnlySpan<byte> bytes, Span<byte> target, int at)
    {
        bytes.CopyTo(target[at..]);
        return at + bytes.Length;
    }
}
