using System.Buffers;

namespace AlexNetPS.Imaging.Png;

/// <summary>Decodes PNG with libpng: gray, palette, 16 bits, interlaced; transparency is composited on white.</summary>
/// <remarks>Does not read interlaced 16-bit images: libpng's simplified API decodes them incorrectly.</remarks>
public sealed class PngCodec : IImageCodec
{
    /// <inheritdoc/>
    public string Name => "libpng";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> header) =>
        header.StartsWith(PngChunks.Signature) && !PngChunks.IsInterlacedOf16Bits(header);

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(target);
        limits.CheckFile(file.Length);
        (uint width, uint height) = PngChunks.ReadSize(file);
        limits.CheckPixels(width, height);
        NativeLibraries.Require(NativeLibraries.Png);
        byte[] essential = ArrayPool<byte>.Shared.Rent(file.Length);
        try
        {
            int length = PngChunks.CopyEssential(file, essential, out Orientation orientation);
            Read(essential.AsSpan(0, length), (int)width, (int)height, target);
            target.Orientation = orientation;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(essential);
        }
    }

    private static unsafe void Read(ReadOnlySpan<byte> file, int width, int height, PixelBuffer target)
    {
        var image = new PngImage() { Version = LibPng.ImageVersion };
        try
        {
            fixed (byte* memory = file)
            {
                if (LibPng.png_image_begin_read_from_memory(ref image, memory, (nuint)file.Length) == 0)
                    throw Damaged(image);
                if (image.Width != width || image.Height != height)
                    throw new ImageFormatException("damaged PNG: two headers");
                bool alpha = (image.Format & LibPng.FormatAlpha) != 0;
                image.Flags |= LibPng.Flag16BitSrgb;
                image.Format = LibPng.FormatColor | (alpha ? LibPng.FormatAlpha : 0);
                Span<byte> pixels = target.Reserve(width, height);
                if (alpha)
                    ReadOnWhite(ref image, pixels);
                else
                    Finish(ref image, pixels, width * 3);
                target.Warning = image.WarningOrError == LibPng.Warning ? image.MessageText : null;
            }
        }
        finally
        {
            LibPng.png_image_free(ref image);
        }
    }

    /// <summary>
    /// Composites here, on the encoded values, as Pillow does; libpng would composite in linear light.
    /// </summary>
    private static void ReadOnWhite(ref PngImage image, Span<byte> pixels)
    {
        byte[] translucent = ArrayPool<byte>.Shared.Rent(pixels.Length / 3 * 4);
        try
        {
            Finish(ref image, translucent, (int)image.Width * 4);
            Transparency.ComposeOnWhite(translucent, pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(translucent);
        }
    }

    private static unsafe void Finish(ref PngImage image, Span<byte> buffer, int stride)
    {
        fixed (byte* pixels = buffer)
        {
            if (LibPng.png_image_finish_read(ref image, null, pixels, stride, null) == 0)
                throw Damaged(image);
        }
    }

    private static ImageFormatException Damaged(in PngImage image) => new($"damaged PNG: {image.MessageText}");
}
