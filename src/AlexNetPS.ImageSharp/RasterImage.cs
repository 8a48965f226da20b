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
        Decode(session, format, file, limits, target, Orientations.Read(format, file));
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
            using Image<Rgba32> image =
                format.Decoder.Decode<Rgba32>(session.Configuration, stream, CancellationToken.None);
            limits.CheckPixels(image.Width, image.Height);
            Transparency.ComposeOnWhite(PixelBytes.Of(image), target.Reserve(image.Width, image.Height));
            target.Orientation = orientation;
        }
    }
}
