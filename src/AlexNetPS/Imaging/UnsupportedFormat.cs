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
            [_, _, _, _, 0x66, 0x74, 0x79, 0x70, ..] => "HEIC or AVIF",
            _ => null,
        };
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
}
