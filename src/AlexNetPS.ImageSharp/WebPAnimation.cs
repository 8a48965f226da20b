using System.Buffers.Binary;
using AlexNetPS.Imaging;

namespace AlexNetPS.ImageSharp;

/// <summary>The first frame of an animated WebP file, as a file of its own: ImageSharp reads none of them.</summary>
/// <param name="File">The frame as a WebP file.</param>
/// <param name="Left">Columns of the canvas left of the frame.</param>
/// <param name="Top">Rows of the canvas above the frame.</param>
/// <param name="Width">Columns of the canvas.</param>
/// <param name="Height">Rows of the canvas.</param>
internal sealed record WebPAnimation(byte[] File, int Left, int Top, int Width, int Height)
{
    private const int FileHeader = 12, ChunkHeader = 8, FrameHeader = 16, ExtendedLength = 10;
    private const byte IsAnimated = 0x02, HasAlpha = 0x10;

    /// <summary>Returns the first frame; null if the file is not animated.</summary>
    /// <exception cref="ImageFormatException">It has no frame, or the frame is outside the canvas.</exception>
    public static WebPAnimation? FirstFrame(ReadOnlySpan<byte> file)
    {
        if (file.Length < FileHeader + ChunkHeader + ExtendedLength || !file[FileHeader..].StartsWith("VP8X"u8)
            || (file[FileHeader + ChunkHeader] & IsAnimated) == 0)
        {
            return null;
        }

        ReadOnlySpan<byte> canvas = file.Slice(FileHeader + ChunkHeader + 4, 6),
            frame = Chunk(file[FileHeader..], "ANMF"u8);
        if (frame.Length <= FrameHeader)
            throw new ImageFormatException("damaged WebP: an animation without a frame");
        int left = 2 * Int24(frame), top = 2 * Int24(frame[3..]), frameWidth = Int24(frame[6..]) + 1,
            frameHeight = Int24(frame[9..]) + 1, width = Int24(canvas) + 1, height = Int24(canvas[3..]) + 1;
        if (left + frameWidth > width || top + frameHeight > height)
            throw new ImageFormatException("damaged WebP: a frame outside its canvas");
        ReadOnlySpan<byte> chunks = frame[FrameHeader..];
        byte[] extended = [HasAlpha, 0, 0, 0, .. frame.Slice(6, 6)];
        byte[] content = Chunk(chunks, "ALPH"u8).IsEmpty
            ? [.. chunks]
            : [.. "VP8X"u8, ExtendedLength, 0, 0, 0, .. extended, .. chunks];
        byte[] alone = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. content];
        BinaryPrimitives.WriteInt32LittleEndian(alone.AsSpan(4), alone.Length - ChunkHeader);
        return new(alone, left, top, width, height);
    }

    /// <summary>Puts the decoded frame on a white canvas.</summary>
    public void Place(PixelView frame, PixelBuffer target)
    {
        Span<byte> canvas = target.Reserve(Width, Height);
        canvas.Fill(255);
        for (int y = 0; y < Math.Min(frame.Height, Height - Top); y++)
        {
            int length = 3 * Math.Min(frame.Width, Width - Left);
            frame.Pixels.Slice(3 * y * frame.Width, length).CopyTo(canvas[(3 * ((Top + y) * Width + Left))..]);
        }
    }

    private static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> type)
    {
        while (rest.Length >= ChunkHeader)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > (uint)rest.Length - ChunkHeader)
                break;
            if (rest.StartsWith(type))
                return rest.Slice(ChunkHeader, (int)length);
            // Chunks start at even offsets.
            rest = rest[(int)Math.Min(rest.Length, ChunkHeader + (long)length + (length & 1))..];
        }

        return default;
    }

    private static int Int24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
