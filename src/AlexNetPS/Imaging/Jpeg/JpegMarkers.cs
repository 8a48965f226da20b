using System.Buffers.Binary;

namespace AlexNetPS.Imaging.Jpeg;

/// <summary>What the segments before the first scan say beside what the decoder itself reads.</summary>
/// <param name="Orientation">From EXIF.</param>
/// <param name="IsProgressive">Whether the picture comes in several scans.</param>
/// <param name="Components">1 for grey, 3 for colour, 4 for inks; 0 if no frame was found.</param>
internal readonly record struct JpegMarkers(Orientation Orientation, bool IsProgressive, int Components)
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9, App1 = 0xE1;

    public static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public static JpegMarkers Read(ReadOnlySpan<byte> file)
    {
        Orientation orientation = Orientation.Upright;
        bool progressive = false, sawExif = false;
        int components = 0;
        for (int at = 2; at + 4 <= file.Length;)
        {
            if (file[at] != 0xFF)
                break;
            byte marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;   // Fill byte.
                continue;
            }

            if (marker is StartOfScan or EndOfImage)
                break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += 2;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length)
                break;
            ReadOnlySpan<byte> body = file.Slice(at + 4, length - 2);
            if (marker == App1 && !sawExif && body.StartsWith("Exif\0"u8) && body.Length > 6)
            {
                orientation = ExifOrientation.Read(body[6..]);
                sawExif = true;
            }
            else if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && body.Length > 5)
            {
                progressive |= marker is 0xC2 or 0xC6 or 0xCA or 0xCE;
                components = body[5];
            }

            at += 2 + length;
        }

        return new JpegMarkers(orientation, progressive, components);
    }
}
