namespace AlexNetPS.Imaging.Jpeg;

/// <summary>
/// Writes a JPEG file without profiles, comments, stray bytes and unknown revisions in its header, and with an end
/// marker: decoders then warn of its image data only.
/// </summary>
internal static class PlainJpeg
{
    private const byte App0 = 0xE0, App14 = 0xEE;
    private const int JfifRevision = 5;

    /// <summary>Maximum length of the output, in bytes.</summary>
    public static int MaxLength(ReadOnlySpan<byte> file) => checked(file.Length + 4);

    /// <returns>Length in bytes.</returns>
    public static int Write(ReadOnlySpan<byte> file, JpegStructure structure, Span<byte> target)
    {
        int length = WriteHeader(file, target);
        length = Append(file[structure.FirstScan..structure.End], target, length);
        return Append([0xFF, 0xD9], target, length);
    }

    /// <summary>
    /// Writes the segments that the pixels depend on; the JFIF and Adobe markers define the color space.
    /// </summary>
    private static int WriteHeader(ReadOnlySpan<byte> file, Span<byte> target)
    {
        int length = Append([0xFF, 0xD8], target, 0);
        for (var segments = new JpegSegments(file); segments.Next() && segments.Marker != JpegSegments.StartOfScan;)
        {
            bool isRemark = segments.Marker is (> App0 and < App14) or (> App14 and <= 0xEF) or 0xFE;
            if (isRemark)
                continue;
            int start = length;
            length = Append(segments.Whole, target, length);
            if (segments.Marker == App0 && segments.Body.StartsWith("JFIF\0"u8) && segments.Body.Length > JfifRevision)
                target[start + 4 + JfifRevision] = 1;
        }

        return length;
    }

    private static int Append(ReadOnlySpan<byte> bytes, Span<byte> target, int at)
    {
        bytes.CopyTo(target[at..]);
        return at + bytes.Length;
    }
}
