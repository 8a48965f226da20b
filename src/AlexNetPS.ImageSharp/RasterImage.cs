using System.Buffers.Binary;
using AlexNetPS.ImageSharp.Tiff;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Png;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace AlexNetPS.ImageSharp;

/// <summary>Formats stored as red, green, blue and an optional alpha, which is composited on white.</summary>
internal static class RasterImage
{
    public static void Decode(
        DecodingSession session, ImageFormat format, ReadOnlySpan<byte> file, DecodeLimits limits, PixelBuffer target)
    {
        if (format == ImageFormat.Png)
        {
            DecodePng(session, file, limits, target);
            return;
        }

        Completeness.Check(format, file);
        if (format == ImageFormat.WebP && WebPAnimation.FirstFrame(file) is { } frame)
        {
            limits.CheckPixels(frame.Width, frame.Height);
            var pixels = new PixelBuffer();
            Decode(session, format, frame.File, limits, pixels, Orientation.Upright);
            frame.Place(pixels.View, target);
            target.Orientation = Orientations.Read(format, file);
            return;
        }

        bool exchanged = format == ImageFormat.Tiff && TiffCheck.Check(file, limits);
        Decode(session, format, file, limits, target, Orientations.Read(format, file));
        if (exchanged)
            Invert(target.Pixels.AsSpan(0, target.Width * target.Height * 3));
    }

    /// <summary>
    /// Decodes like the native codec: checks the file to its end, and ignores gamma, profiles and text.
    /// </summary>
    private static void DecodePng(
        DecodingSession session, ReadOnlySpan<byte> file, DecodeLimits limits, PixelBuffer target)
    {
        PngHeader header = PngHeader.Read(file);
        limits.CheckPixels(header.Width, header.Height);
        using EssentialPng essential = EssentialPng.Of(file, header);
        if (essential.Warning is null)
            PngCompletion.Check(essential.Bytes, header);
        Decode(session, ImageFormat.Png, essential.Bytes, limits, target, essential.Orientation);
        target.Warning = essential.Warning;
    }

    private static unsafe void Decode(
        DecodingSession session, ImageFormat format, ReadOnlySpan<byte> file, DecodeLimits limits, PixelBuffer target,
        Orientation orientation)
    {
        fixed (byte* start = file)
        {
            using var stream = new UnmanagedMemoryStream(start, file.Length);
            session.Allow(0);
            IImageInfo size = format.Detector.Identify(session.Configuration, stream, CancellationToken.None);
            limits.CheckPixels(size.Width, size.Height);
            session.Allow((long)size.Width * size.Height);
            stream.Position = 0;
            if (format == ImageFormat.Bmp && IsWithoutAlpha(file))
            {
                using Image<Rgb24> opaque =
                    format.Decoder.Decode<Rgb24>(session.Configuration, stream, CancellationToken.None);
                limits.CheckPixels(opaque.Width, opaque.Height);
                PixelBytes.Of(opaque).CopyTo(target.Reserve(opaque.Width, opaque.Height));
                return;
            }

            using Image<Rgba32> image =
                format.Decoder.Decode<Rgba32>(session.Configuration, stream, CancellationToken.None);
            limits.CheckPixels(image.Width, image.Height);
            Transparency.ComposeOnWhite(PixelBytes.Of(image), target.Reserve(image.Width, image.Height));
            target.Orientation = orientation;
        }
    }

    /// <summary>
    /// Whether the pixels of a BMP file are of 32 bits without masks: the fourth byte is reserved, whatever it holds,
    /// and not alpha.
    /// </summary>
    private static bool IsWithoutAlpha(ReadOnlySpan<byte> file) => file.Length > 34
        && BinaryPrimitives.ReadUInt16LittleEndian(file[28..]) == 32
        && BinaryPrimitives.ReadUInt32LittleEndian(file[30..]) == 0;

    private static void Invert(Span<byte> pixels)
    {
        foreach (ref byte value in pixels)
            value = (byte)~value;
    }
}
