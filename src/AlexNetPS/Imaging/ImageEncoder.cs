using AlexNetPS.Formats.Files;

namespace AlexNetPS.Imaging;

/// <summary>Writes images: PNG for drawings and filters, JPEG for images. Uses no system library.</summary>
public static class ImageEncoder
{
    /// <summary>Encodes a JPEG.</summary>
    /// <param name="image">RGB or gray.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="fullChroma">Keeps color at full resolution instead of halving it.</param>
    /// <exception cref="ArgumentException">The image is not valid, or larger than JPEG allows.</exception>
    public static byte[] EncodeJpeg(PixelView image, int quality = 90, bool fullChroma = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        Check(image);
        if (Math.Max(image.Width, image.Height) > ushort.MaxValue)
        {
            throw new ArgumentException(
                $"A JPEG has at most {ushort.MaxValue} rows and columns, not {image.Width}x{image.Height}.",
                nameof(image));
        }

        return ImageCodecs.Encoder.EncodeJpeg(image, quality, fullChroma);
    }

    /// <summary>Encodes a PNG.</summary>
    /// <param name="image">RGB or gray.</param>
    /// <exception cref="ArgumentException">The image is not valid.</exception>
    public static byte[] EncodePng(PixelView image)
    {
        Check(image);
        return ImageCodecs.Encoder.EncodePng(image);
    }

    /// <summary>Writes a JPEG to a temporary file next to the target and renames it.</summary>
    public static void WriteJpeg(string path, PixelView image, int quality = 90) =>
        Replace(path, EncodeJpeg(image, quality));

    /// <summary>Writes a PNG to a temporary file next to the target and renames it.</summary>
    public static void WritePng(string path, PixelView image) => Replace(path, EncodePng(image));

    /// <summary>
    /// Writes a PNG to a temporary file next to the target and renames it. For callers such as PowerShell that
    /// cannot hold a ref struct.
    /// </summary>
    public static void WritePng(string path, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        WritePng(path, image.View);
    }

    private static void Replace(string path, byte[] file) => FileReplacement.Write(path, stream => stream.Write(file));

    private static void Check(PixelView image)
    {
        if (image.Width < 1 || image.Height < 1 || image.Channels is not (1 or 3))
        {
            throw new ArgumentException(
                $"An image of {image.Width}x{image.Height} pixels and {image.Channels} channels cannot be written.",
                nameof(image));
        }

        if (image.Pixels.Length < (long)image.Width * image.Height * image.Channels)
        {
            throw new ArgumentException(
                $"A {image.Width}x{image.Height} image of {image.Channels} channels needs more than "
                    + $"{image.Pixels.Length} bytes.",
                nameof(image));
        }
    }
}
