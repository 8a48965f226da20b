using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata;

namespace AlexNetPS.ImageSharp;

/// <summary>An image format, detected by its first bytes; decodes the first frame or page, without metadata.</summary>
/// <param name="Name">Display name.</param>
/// <param name="Decoder">ImageSharp's decoder.</param>
/// <param name="Detector">Reads the header.</param>
internal sealed record ImageFormat(string Name, IImageDecoder Decoder, IImageInfoDetector Detector)
{
    public static ImageFormat Png { get; } = Of("PNG", new PngDecoder { IgnoreMetadata = true });

    public static ImageFormat WebP { get; } = Of("WebP", new WebpDecoder { IgnoreMetadata = true });

    public static ImageFormat Gif { get; } =
        Of("GIF", new GifDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First });

    public static ImageFormat Bmp { get; } = Of("BMP", new BmpDecoder());

    public static ImageFormat Tiff { get; } =
        Of("TIFF", new TiffDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First });

    public static ImageFormat? Of(ReadOnlySpan<byte> file) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..]
            => WebP,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => Gif,
        [(byte)'B', (byte)'M', ..] when file.Length > 26 => Bmp,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => Tiff,
        _ => null,
    };

    private static ImageFormat Of<T>(string name, T decoder) where T : IImageDecoder, IImageInfoDetector =>
        new(name, decoder, decoder);
}
