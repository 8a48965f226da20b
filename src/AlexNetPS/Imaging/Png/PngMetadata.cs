namespace AlexNetPS.Imaging.Png;

/// <summary>
/// The chunks that can state an orientation, with Pillow's precedence: EXIF data, ImageMagick's raw profile, XMP; of
/// one kind the last chunk counts.
/// </summary>
internal ref struct PngMetadata
{
    private const uint Exif = 0x65584966, Text = 0x74455874, CompressedText = 0x7A545874,
        InternationalText = 0x69545874;

    private ReadOnlySpan<byte> _exif;
    private PngText _profile, _xmp;

    /// <summary>Notes an ancillary chunk.</summary>
    /// <param name="type">Type of the chunk.</param>
    /// <param name="data">Data of the chunk.</param>
    public void Add(uint type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case Exif:
                _exif = data;
                break;
            case Text:
                PngText text = PngText.Plain(data);
                if (text.Keyword.SequenceEqual("exif"u8))
                    _exif = text.Read();
                else
                    Add(text);
                break;
            case CompressedText:
                Add(PngText.Compressed(data));
                break;
            case InternationalText:
                Add(PngText.International(data));
                break;
        }
    }

    /// <summary>Returns the orientation that the chunks state.</summary>
    public readonly Orientation FindOrientation()
    {
        ReadOnlySpan<byte> exif = _exif.IsEmpty ? RawProfile.Parse(_profile.Read()) : _exif;
        return ExifOrientation.Find(exif) ?? XmpOrientation.Find(_xmp.Read()) ?? Orientation.Upright;
    }

    private void Add(PngText text)
    {
        if (text.Keyword.SequenceEqual("Raw profile type exif"u8))
            _profile = text;
        else if (text.Keyword.SequenceEqual("XML:com.adobe.xmp"u8))
            _xmp = text;
    }
}
