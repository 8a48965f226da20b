using System.Buffers.Binary;

namespace AlexNetPS.Imaging.Jpeg;

/// <summary>
/// Iterates over the segments of a JPEG file up to its first scan. Skips stray bytes between segments, as decoders do.
/// </summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> file)
{
    private const byte EndOfImage = 0xD9;

    private readonly ReadOnlySpan<byte> _file = file;
    private int _next = 2;

    public const byte StartOfScan = 0xDA;

    /// <summary>Marker of the current segment.</summary>
    public byte Marker { get; private set; }

    /// <summary>Offset of the current segment's 0xFF.</summary>
    public int Start { get; private set; }

    /// <summary>Contents of the current segment after its length.</summary>
    public readonly ReadOnlySpan<byte> Body => _file[(Start + 4).._next];

    /// <summary>The current segment including marker and length.</summary>
    public readonly ReadOnlySpan<byte> Whole => _file[Start.._next];

    /// <summary>
    /// Whether the current segment is a frame header: baseline, progressive, or of a kind that decoders reject.
    /// </summary>
    public readonly bool IsFrame => Marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>
    /// Moves to the next segment; false at the end of the file or image, or if a segment is truncated. The start of a
    /// scan is the last segment.
    /// </summary>
    public bool Next()
    {
        if (Marker == StartOfScan)
            return false;
        for (int at = _next; at + 4 <= _file.Length;)
        {
            byte marker = _file[at + 1];
            if (_file[at] != 0xFF || marker is 0xFF or 0x00)
            {
                at++;
                continue;
            }

            if (marker == EndOfImage)
                return false;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += 2;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(_file[(at + 2)..]);
            if (length < 2 || at + 2 + length > _file.Length)
                return false;
            (Marker, Start, _next) = (marker, at, at + 2 + length);
            return true;
        }

        return false;
    }
}
