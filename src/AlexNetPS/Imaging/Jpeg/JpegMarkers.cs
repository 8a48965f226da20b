namespace AlexNetPS.Imaging.Jpeg;

/// <summary>Information of the segments before the first scan that the decoder does not report.</summary>
/// <param name="Orientation">EXIF orientation.</param>
/// <param name="IsProgressive">Whether the image is stored in several scans.</param>
/// <param name="Components">1 for gray, 3 for color, 4 for CMYK; 0 if no frame was found.</param>
internal readonly record struct JpegMarkers(Orientation Orientation, bool IsProgressive, int Components)
{
    private const byte App1 = 0xE1;

    public static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public static JpegMarkers Read(ReadOnlySpan<byte> file)
    {
        Orientation orientation = Orientation.Upright;
        bool progressive = false, sawExif = false;
        int components = 0;
        for (var segments = new JpegSegments(file); segments.Next();)
        {
            ReadOnlySpan<byte> body = segments.Body;
            if (segments.Marker == App1 && !sawExif && body.StartsWith("Exif\0"u8) && body.Length > 6)
            {
                orientation = ExifOrientation.Read(body[6..]);
                sawExif = true;
            }
            else if (segments.IsFrame && body.Length > 5)
            {
                progressive |= segments.Marker is 0xC2 or 0xC6 or 0xCA or 0xCE;
                components = body[5];
            }
        }

        return new JpegMarkers(orientation, progressive, components);
    }
}
