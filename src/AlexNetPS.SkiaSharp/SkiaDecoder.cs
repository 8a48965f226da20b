using System.Buffers;
using AlexNetPS.Imaging;
using SkiaSharp;

namespace AlexNetPS.SkiaSharp;

/// <summary>Decodes with Skia's JPEG decoder, a few rows at a time, because Skia has no 24-bit pixels.</summary>
internal static unsafe class SkiaDecoder
{
    private const int Rows = 16;

    /// <param name="file">The file.</param>
    /// <param name="width">Columns: those of the image, or a half, a quarter or an eighth, rounded up.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">Receives red, green and blue.</param>
    /// <exception cref="ImageFormatException">Skia does not decode the file to its end.</exception>
    public static void Decode(ReadOnlySpan<byte> file, int width, int height, Span<byte> pixels)
    {
        int pitch = width * 4;
        byte[] rows = ArrayPool<byte>.Shared.Rent(pitch * Math.Min(Rows, height));
        try
        {
            fixed (byte* memory = file, row = rows)
            {
                using SKData data = SKData.Create((nint)memory, file.Length);
                using SKCodec codec = SKCodec.Create(data)
                    ?? throw new ImageFormatException("damaged JPEG: its header cannot be read");
                // Without a color space the values stay as coded.
                var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque, null);
                SKCodecResult started = codec.StartScanlineDecode(info);
                if (started != SKCodecResult.Success)
                    throw new ImageFormatException($"damaged JPEG: Skia does not read it ({started})");
                for (int y = 0; y < height; y += Rows)
                {
                    int count = Math.Min(Rows, height - y);
                    if (codec.GetScanlines((nint)row, count, pitch) != count)
                        throw new ImageFormatException("damaged JPEG: premature end of data");
                    SkiaPixels.Copy(rows.AsSpan(0, count * pitch), pixels.Slice(y * width * 3, count * width * 3));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rows);
        }
    }
}
