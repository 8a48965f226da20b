using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;

namespace AlexNetPS.ImageSharp;

/// <summary>A format by its first bytes.</summary>
/// <param name="Name">As people say it.</param>
/// <param name="Decoder">ImageSharp's.</param>
internal sealed record PictureFormat(string Name, ImageDecoder Decoder)
{
    public static PictureFormat Jpeg { get; } = new("JPEG", JpegDecoder.Instance);

    public static PictureFormat Png { get; } = new("PNG", PngDecoder.Instance);

    public static PictureFormat WebP { get; } = new("WebP", WebpDecoder.Instance);

    public static PictureFormat Gif { get; } = new("GIF", GifDecoder.Instance);

    public static PictureFormat Bmp { get; } = new("BMP", BmpDecoder.Instance);

    public static PictureFormat Tiff { get; } = new("TIFF", TiffDecoder.Instance);

    public static PictureFormat? Of(ReadOnlySpan<byte> file) => file switch
    {
        [0xFF, 0xD8, 0xFF, ..] => Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => Gif,
        [(byte)'B', (byte)'M', ..] when file.Length > 26 => Bmp,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => Tiff,
        _ => null,
    };
}
