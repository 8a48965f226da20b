using System.Buffers;
using System.Runtime.InteropServices;
using AlexNetPS.Files;
using AlexNetPS.Imaging.Jpeg;
using AlexNetPS.Imaging.Png;

namespace AlexNetPS.Imaging;

/// <summary>Writes pictures: PNG for drawings and filters, JPEG for photos.</summary>
public static unsafe class ImageEncoder
{
    /// <summary>JPEG bytes.</summary>
    /// <param name="image">RGB, or grey.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="fullChroma">Keeps colour at full resolution instead of halving it.</param>
    public static byte[] EncodeJpeg(PixelView image, int quality = 90, bool fullChroma = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        Check(image);
        const int FormatGray = 6;
        bool gray = image.Channels == 1;
        int subsampling = gray ? TurboJpeg.SubsamplingGray : fullChroma ? TurboJpeg.Subsampling444 : TurboJpeg.Subsampling420;
        using TurboJpegHandle compressor = TurboJpegHandle.NewCompressor();
        CULong length = TurboJpeg.tjBufSize(image.Width, image.Height, subsampling);
        byte[] room = ArrayPool<byte>.Shared.Rent(checked((int)length.Value));
        try
        {
            fixed (byte* pixels = image.Pixels, output = room)
            {
                byte* jpeg = output;
                int result = TurboJpeg.tjCompress2(compressor.Value, pixels, image.Width, image.Width * image.Channels, image.Height,
                    gray ? FormatGray : TurboJpeg.FormatRgb, ref jpeg, ref length, subsampling, quality, TurboJpeg.FlagNoReallocate);
                if (result != 0)
                    throw new InvalidOperationException($"libjpeg-turbo could not write a {image.Width}x{image.Height} picture: {TurboJpeg.Message(compressor.Value)}");
                return room.AsSpan(0, (int)length.Value).ToArray();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <summary>PNG bytes.</summary>
    /// <param name="image">RGB, or grey.</param>
    public static byte[] EncodePng(PixelView image)
    {
        Check(image);
        NativeLibraries.Require(NativeLibraries.Png);
        PngImage header = new()
        {
            Version = LibPng.ImageVersion,
            Width = (uint)image.Width,
            Height = (uint)image.Height,
            Format = image.Channels == 3 ? LibPng.FormatColor : 0,
        };
        // PNG_IMAGE_PNG_SIZE_MAX of png.h: incompressible data, one filter byte a row, chunk headers.
        long data = ((long)image.Width * image.Channels + 1) * image.Height;
        nuint length = checked((nuint)(data + ((data + 7) >> 3) + ((data + 63) >> 6) + 11 + 1024));
        byte[] room = ArrayPool<byte>.Shared.Rent(checked((int)length));
        try
        {
            fixed (byte* pixels = image.Pixels, output = room)
            {
                if (LibPng.png_image_write_to_memory(ref header, output, ref length, 0, pixels, image.Width * image.Channels, null) == 0)
                    throw new InvalidOperationException($"libpng could not write a {image.Width}x{image.Height} picture: {header.MessageText}");
                return room.AsSpan(0, (int)length).ToArray();
            }
        }
        finally
        {
            LibPng.png_image_free(ref header);
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <summary>Writes a JPEG file beside its target and renames it.</summary>
    public static void WriteJpeg(string path, PixelView image, int quality = 90) => Replace(path, EncodeJpeg(image, quality));

    /// <summary>Writes a PNG file beside its target and renames it.</summary>
    public static void WritePng(string path, PixelView image) => Replace(path, EncodePng(image));

    /// <summary>Writes a PNG file beside its target and renames it. For callers, PowerShell among them, that cannot hold a borrowed view.</summary>
    public static void WritePng(string path, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        WritePng(path, image.View);
    }

    private static void Replace(string path, byte[] file) => FileReplacement.Write(path, stream => stream.Write(file));

    private static void Check(PixelView image)
    {
        if (image.Width < 1 || image.Height < 1 || image.Channels is not (1 or 3))
            throw new ArgumentException($"A picture of {image.Width}x{image.Height} pixels and {image.Channels} channels cannot be written.", nameof(image));
        if (image.Pixels.Length < (long)image.Width * image.Height * image.Channels)
            throw new ArgumentException($"A {image.Width}x{image.Height} picture of {image.Channels} channels needs more than {image.Pixels.Length} bytes.", nameof(image));
    }
}
