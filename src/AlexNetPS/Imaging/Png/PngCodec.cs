using System.Buffers;

namespace AlexNetPS.Imaging.Png;

/// <summary>Decodes PNG with libpng: gray, palette, 16 bits, interlaced; transparency is composited on white.</summary>
/// <remarks>
/// Does not read interlaced 16-bit images: libpng's simplified interface decodes them incorrectly, and before version
/// 1.6.51 writes beyond its buffer.
/// </remarks>
public sealed class PngCodec : IImageCodec
{
    /// <inheritdoc/>
    public string Name => "libpng";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> header) => header.StartsWith(PngChunks.Signature)
        && !(PngHeader.IsComplete(header) && PngHeader.Read(header).IsInterlacedOf16Bits);

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> file, DecodeLimits limits, int leastSide, PixelBuffer target)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(target);
        limits.CheckFile(file.Length);
        PngHeader header = PngHeader.Read(file);
        limits.CheckPixels(header.Width, header.Height);
        if (header.IsInterlacedOf16Bits)
            throw new ImageFormatException("an interlaced 16-bit PNG, which libpng's simplified interface misreads");
        NativeLibraries.Require(NativeLibraries.Png);
        using EssentialPng essential = EssentialPng.Of(file, header);
        Read(essential.Bytes, (int)header.Width, (int)header.Height, target);
        target.Orientation = essential.Orientation;
        target.Warning = essential.Warning ?? target.Warning;
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
