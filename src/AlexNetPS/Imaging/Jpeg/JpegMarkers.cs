namespace AlexNetPS.Imaging.Jpeg;

/// <summary>Information of the segments before the first scan that the decoder does not report.</summary>
/// <param name="Orientation">Orientation that EXIF data or, if they state none, an XMP packet states.</param>
/// <param name="IsProgressive">Whether the image is stored in several scans.</param>
/// <param name="Components">1 for gray, 3 for color, 4 for CMYK; 0 if no frame was found.</param>
internal readonly record struct JpegMarkers(Orientation Orientation, bool IsProgressive, int Components)
{
    private const byte App1 = 0xE1;

    private static ReadOnlySpan<byte> XmpName => "http://ns.adobe.com/xap/1.0/\0"u8;

    public static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public static JpegMarkers Read(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> exif = default, xmp = default;
        bool progressive = false;
        int components = 0;
        for (var segments = new JpegSegments(file); segments.Next();)
        {
            ReadOnlySpan<byte> body = segments.Body;
            if (segments.Marker == App1 && body.StartsWith("Exif\0"u8) && body.Length > 6)
            {
                // EXIF data of more than 64 KiB continue in further segments.
                exif = exif.IsEmpty ? body[6..] : (byte[])[.. exif, .. body[6..]];
            }
            else if (segments.Marker == App1 && body.StartsWith(XmpName))
            {
                xmp = body[XmpName.Length..];
            }
            else if (segments.IsFrame && body.Length > 5)
            {
                progressive |= segments.Marker is 0xC2 or 0xC6 or 0xCA or 0xCE;
                components = body[5];
            }
        }

        Orientation orientation = ExifOrientation.Find(exif) ?? XmpOrientation.Find(xmp) ?? Orientation.Upright;
        return new JpegMarkers(orientation, progressive, components);
    }
}
