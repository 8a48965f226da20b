using System.Buffers;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace AlexNetPS.ImageSharp.Jpeg;

/// <summary>JPEG to the pixels that libjpeg makes of it, but for the rounding of the cosine transform.</summary>
internal static class JpegPicture
{
    public static void Decode(DecodingSession session, ReadOnlySpan<byte> file, DecodeLimits limits, PixelBuffer target)
    {
        JpegFrame frame = JpegFrame.Read(file);
        limits.CheckPixels(frame.Width, frame.Height);
        string? warning = session.Entropy.Run(file);
        session.Allow((long)frame.Width * frame.Height);
        byte[] plain = ArrayPool<byte>.Shared.Rent(file.Length + PlainHeader.Growth);
        try
        {
            int length = PlainHeader.Write(file, frame, plain);
            using var stream = new MemoryStream(plain, 0, length, writable: false);
            using Image<Rgb24> picture = PictureFormat.Jpeg.Decoder.Decode<Rgb24>(session.Options, stream);
            if (picture.Width != frame.Width || picture.Height != frame.Height) throw new Imaging.ImageFormatException("damaged JPEG: two headers");
            ReadOnlySpan<byte> planes = PixelBytes.Of(picture);
            Span<byte> pixels = target.Reserve(frame.Width, frame.Height);
            if (frame.IsYcc) session.Ycc.Convert(planes, frame, pixels);
            else planes.CopyTo(pixels);
            target.Warning = warning;
            target.Orientation = JpegMarkers.Read(file).Orientation;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }
}
