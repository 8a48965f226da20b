namespace AlexNetPS.Imaging;

/// <summary>Describes a file that no decoder reads.</summary>
internal static class UnsupportedFormat
{
    public static string Describe(ReadOnlySpan<byte> file)
    {
        string? format = file switch
        {
            [0x89, 0x50, 0x4E, 0x47, ..] => "PNG (interlaced with 16 bits)",
            [0x47, 0x49, 0x46, 0x38, ..] => "GIF",
            [0x42, 0x4D, ..] when file.Length > 26 => "BMP",
            [0x49, 0x49, 0x2A, 0x00, ..] or [0x4D, 0x4D, 0x00, 0x2A, ..] => "TIFF",
            [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x45, 0x42, 0x50, ..] => "WebP",
            [0x49, 0x49, 0x2B, 0x00, ..] or [0x4D, 0x4D, 0x00, 0x2B, ..] => "BigTIFF",
            [_, _, _, _, 0x66, 0x74, 0x79, 0x70, 0x63, 0x72, 0x78, ..] => null,
            [_, _, _, _, 0x66, 0x74, 0x79, 0x70, ..] => "HEIC or AVIF",
            [0x38, 0x42, 0x50, 0x53, ..] => "Photoshop",
            _ => null,
        };
        if (RawFormat(file) is string raw)
        {
            return $"a raw file of a camera ({raw}); develop it with a raw converter and save it as JPEG, PNG or TIFF";
        }

        if (format is not null)
            return $"a {format} image, which is not supported; save it as JPEG or PNG";
        if (file.IndexOfAnyExcept((byte)0) < 0)
            return "not an image: the file holds nothing but zero bytes";
        ReadOnlySpan<byte> start = file[..Math.Min(file.Length, 512)];
        bool text = true;
        foreach (byte value in start)
            text &= value is >= 32 and not 127 or 9 or 10 or 12 or 13;
        return text ? "not an image: a text file" : "not an image: its first bytes are of no known format";
    }

    /// <summary>The raw formats with a signature of their own; others are TIFF files.</summary>
    private static string? RawFormat(ReadOnlySpan<byte> file) =>
        file.StartsWith("IIU\0"u8) ? "Panasonic RW2"
        : file.StartsWith("IIRO"u8) || file.StartsWith("IIRS"u8) || file.StartsWith("MMOR"u8) ? "Olympus ORF"
        : file.StartsWith("FUJIFILMCCD-RAW"u8) ? "Fujifilm RAF"
        : file.StartsWith("FOVb"u8) ? "Sigma X3F"
        : file.StartsWith("\0MRM"u8) ? "Minolta MRW"
        : file.Length > 11 && file[4..].StartsWith("ftypcrx"u8) ? "Canon CR3"
        : null;
}
