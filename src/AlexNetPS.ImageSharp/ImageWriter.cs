using AlexNetPS.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using IFormatEncoder = SixLabors.ImageSharp.Formats.IImageEncoder;

namespace AlexNetPS.ImageSharp;

/// <summary>Writes pixels as JPEG and PNG files without metadata.</summary>
internal static class ImageWriter
{
    // One thread: callers that write many images use many threads.
    private static readonly Configuration _configuration = new() { MaxDegreeOfParallelism = 1 };

    public static byte[] Jpeg(PixelView image, int quality, bool fullChroma) => Write(image, new JpegEncoder
    {
        Quality = quality,
        ColorType = image.Channels == 1 ? JpegColorType.Luminance
            : fullChroma ? JpegColorType.YCbCrRatio444 : JpegColorType.YCbCrRatio420,
    });

    public static byte[] Png(PixelView image) => Write(image, new PngEncoder
    {
        ColorType = image.Channels == 1 ? PngColorType.Grayscale : PngColorType.Rgb,
        BitDepth = PngBitDepth.Bit8,
        IgnoreMetadata = true,
    });

    private static byte[] Write(PixelView image, IFormatEncoder encoder) =>
        image.Channels == 1 ? Write<L8>(image, encoder) : Write<Rgb24>(image, encoder);

    private static byte[] Write<TPixel>(PixelView image, IFormatEncoder encoder)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ReadOnlySpan<byte> pixels = image.Pixels[..(image.Width * image.Height * image.Channels)];
        using Image<TPixel> loaded = Image.LoadPixelData<TPixel>(_configuration, pixels, image.Width, image.Height);
        using var stream = new MemoryStream();
        encoder.Encode(loaded, stream);
        return stream.ToArray();
    }
}
