using AlexNetPS.Imaging.Jpeg;

namespace AlexNetPS.ImageSharp.Jpeg;

/// <summary>
/// A JPEG file without what is not needed for its pixels, and with a marker that makes ImageSharp give luma and chroma as they are
/// stored: it would repeat each chroma sample where libjpeg and all who use it interpolate, and the pixels of an edge would differ
/// by dozens of levels.
/// </summary>
internal static class PlainHeader
{
    private const byte AsStored = 0;

    /// <summary>How much longer the file can become.</summary>
    public const int Growth = 16;

    /// <summary>Writes the file anew.</summary>
    /// <returns>Its length.</returns>
    public static int Write(ReadOnlySpan<byte> file, in JpegFrame frame, Span<byte> target)
    {
        byte? transform = frame.Components switch
        {
            3 => AsStored,
            4 => frame.Transform,
            _ => null,
        };
        int length = Append([0xFF, 0xD8], target, 0);
        if (transform is { } told)
            length = Append([0xFF, 0xEE, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0, told], target, length);
        for (var segments = new JpegSegments(file); segments.Next();)
        {
            if (segments.Marker == JpegSegments.StartOfScan) return Append(file[segments.Start..], target, length);
            bool isRemark = segments.Marker is (>= 0xE0 and <= 0xEF) or 0xFE;
            if (!isRemark) length = Append(segments.Whole, target, length);
        }

        return length;
    }

    private static int Append(ReadOnlySpan<byte> bytes, Span<byte> target, int at)
    {
        bytes.CopyTo(target[at..]);
        return at + bytes.Length;
    }
}
