namespace AlexNetPS.Imaging.Jpeg;

/// <summary>What libjpeg-turbo warns of in the header of a JPEG file although it does not change the image.</summary>
internal sealed class JpegOddities
{
    private const byte App0 = 0xE0, App14 = 0xEE;

    private bool _isJfif;
    private int? _transform;

    /// <summary>The first oddity; null if there is none.</summary>
    public string? Text { get; private set; }

    /// <summary>Notes bytes between the segments of the header.</summary>
    public void NoteStray(int bytes)
    {
        if (bytes > 0)
            Text ??= "stray bytes in the header";
    }

    /// <summary>Notes an application segment.</summary>
    public void NoteSegment(byte marker, ReadOnlySpan<byte> body)
    {
        if (marker == App0 && body.Length >= 14 && body.StartsWith("JFIF\0"u8))
        {
            _isJfif = true;
            if (body[5] != 1)
                Text ??= FormattableString.Invariant($"unknown JFIF revision {body[5]}.{body[6]:00}");
        }
        else if (marker == App14 && body.Length >= 12 && body.StartsWith("Adobe"u8))
        {
            _transform = body[11];
        }
    }

    /// <summary>Notes parameters of a scan that decoders ignore.</summary>
    public void NoteScanParameters() => Text ??= "invalid scan parameters for sequential JPEG";

    /// <summary>Notes how many components the image has, on which the meaning of Adobe's segment depends.</summary>
    public void NoteComponents(int count)
    {
        if (_transform is { } code && (count == 3 && !_isJfif && code > 1 || count == 4 && code is not (0 or 2)))
            Text ??= $"unknown Adobe color transform {code}";
    }
}
