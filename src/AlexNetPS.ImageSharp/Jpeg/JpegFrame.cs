using System.Buffers.Binary;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Jpeg;

namespace AlexNetPS.ImageSharp.Jpeg;

/// <summary>What the header of a JPEG file says about its components.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Components">1 (grey), 3 (colour) or 4 (inks).</param>
/// <param name="IsProgressive">Whether the picture comes in several passes.</param>
/// <param name="HalvesColumns">Whether the chroma planes have half the columns of the luma plane.</param>
/// <param name="HalvesRows">Whether they have half its rows.</param>
/// <param name="IsYcc">Three components that are luma and chroma, not red, green and blue.</param>
/// <param name="Transform">Adobe's marker: 0, 1 or 2; null without one.</param>
internal readonly record struct JpegFrame(int Width, int Height, int Components, bool IsProgressive, bool HalvesColumns, bool HalvesRows, bool IsYcc, byte? Transform)
{
    private const byte App0 = 0xE0, App14 = 0xEE;

    /// <exception cref="ImageFormatException">There is none, or it cannot be.</exception>
    public static JpegFrame Read(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> frame = default;
        bool jfif = false, progressive = false;
        byte? transform = null;
        var segments = new JpegSegments(file);
        while (segments.Next())
        {
            ReadOnlySpan<byte> body = segments.Body;
            if (segments.Marker == App0 && body.StartsWith("JFIF\0"u8)) jfif = true;
            else if (segments.Marker == App14 && body.StartsWith("Adobe"u8) && body.Length >= 12) transform = body[11];
            else if (segments.IsFrame && frame.IsEmpty)
            {
                frame = body;
                progressive = segments.Marker is 0xC2 or 0xCA;
            }
        }

        if (frame.Length < 6 || frame.Length < 6 + frame[5] * 3) throw new ImageFormatException("damaged JPEG: no header of a picture");
        if (segments.Marker != JpegSegments.StartOfScan) throw new ImageFormatException("damaged JPEG: no picture data");
        int components = frame[5];
        if (components is not (1 or 3 or 4)) throw new ImageFormatException($"a JPEG of {components} components; 1, 3 and 4 are read");
        (bool columns, bool rows) = components == 3 ? Halves(frame) : (false, false);
        return new(
            BinaryPrimitives.ReadUInt16BigEndian(frame[3..]), BinaryPrimitives.ReadUInt16BigEndian(frame[1..]),
            components, progressive, columns, rows, components == 3 && !IsRgb(frame, jfif, transform), transform);
    }

    /// <summary>As libjpeg decides.</summary>
    private static bool IsRgb(ReadOnlySpan<byte> frame, bool jfif, byte? transform) =>
        !jfif && (transform is { } told ? told == 0 : (frame[6], frame[9], frame[12]) == ((byte)'R', (byte)'G', (byte)'B'));

    private static (bool Columns, bool Rows) Halves(ReadOnlySpan<byte> frame)
    {
        byte luma = frame[7], chroma = frame[10];
        if (chroma != frame[13]) return (false, false);
        int across = luma >> 4, down = luma & 15, chromaAcross = chroma >> 4, chromaDown = chroma & 15;
        bool columns = across == 2 * chromaAcross, rows = down == 2 * chromaDown;
        return (columns || across == chromaAcross) && (rows || down == chromaDown) ? (columns, rows) : (false, false);
    }
}
