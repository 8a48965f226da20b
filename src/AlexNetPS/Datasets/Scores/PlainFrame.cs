using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Scores;

/// <summary>
/// A frame or bars of one color around an image: letterboxes, scans, screenshots. It consists of plain rows or columns
/// of one color and ends along a straight line; a plain background that an object reaches into does not.
/// </summary>
internal static class PlainFrame
{
    /// <summary>Maximum difference of a frame's pixel from its color, in 8-bit steps: JPEG adds noise.</summary>
    private const int Tolerance = 12;

    /// <summary>Difference from the frame's color at which a pixel is certainly not of the frame.</summary>
    private const int Contrast = 24;

    /// <summary>
    /// Pixels within which a frame ends, at most, and as a part of the short side: a block of a JPEG with an edge in it
    /// is noisy.
    /// </summary>
    private const int WidestEdge = 8, EdgesInSide = 32;

    /// <summary>Fraction of the pixels along the edge that are not of the frame.</summary>
    private const double EdgeShare = 0.6;

    /// <summary>Returns the fraction of the image that is not of a frame; 1 without one.</summary>
    public static float Of(PixelView image)
    {
        int width = image.Width, height = image.Height;
        int top = Depth(image, Side.Top), left = Depth(image, Side.Left);
        if (top == height || left == width)
            return 1;
        int bottom = Depth(image, Side.Bottom), right = Depth(image, Side.Right);
        int fromLeft = left, fromTop = top, toRight = right, toBottom = bottom;
        // A side is judged between the others, which cross it.
        top = Ends(image, Side.Top, fromTop, fromLeft, width - toRight) ? top : 0;
        bottom = Ends(image, Side.Bottom, toBottom, fromLeft, width - toRight) ? bottom : 0;
        left = Ends(image, Side.Left, fromLeft, fromTop, height - toBottom) ? left : 0;
        right = Ends(image, Side.Right, toRight, fromTop, height - toBottom) ? right : 0;
        return (float)((double)(width - left - right) * (height - top - bottom) / ((double)width * height));
    }

    private enum Side
    {
        Top,
        Bottom,
        Left,
        Right,
    }

    private static int Lines(PixelView image, Side side) => side is Side.Top or Side.Bottom ? image.Height : image.Width;

    private static int Length(PixelView image, Side side) =>
        side is Side.Top or Side.Bottom ? image.Width : image.Height;

    /// <summary>Offset of a pixel: the line counts from the side, the position from the left or the top.</summary>
    private static int Offset(PixelView image, Side side, int line, int position) => image.Channels * (side switch
    {
        Side.Top => line * image.Width + position,
        Side.Bottom => (image.Height - 1 - line) * image.Width + position,
        Side.Left => position * image.Width + line,
        _ => position * image.Width + image.Width - 1 - line,
    });

    /// <summary>Plain lines of one color from a side on.</summary>
    private static int Depth(PixelView image, Side side)
    {
        int lines = Lines(image, side), length = Length(image, side), depth = 0;
        // The color of the pixel in the middle of the side: corners may be rounded.
        ReadOnlySpan<byte> color = image.Pixels.Slice(Offset(image, side, 0, length / 2), image.Channels);
        while (depth < lines && IsPlain(image, side, depth, length, color))
            depth++;
        return depth;
    }

    private static bool IsPlain(PixelView image, Side side, int line, int length, ReadOnlySpan<byte> color)
    {
        int start = Offset(image, side, line, 0), distance = Offset(image, side, line, 1) - start;
        for (int i = 0, at = start; i < length; i++, at += distance)
        {
            if (Difference(image, at, color) > Tolerance)
                return false;
        }

        return true;
    }

    private static bool Ends(PixelView image, Side side, int depth, int start, int end)
    {
        if (depth == 0 || start >= end)
            return false;
        int edge = Math.Clamp(Math.Min(image.Width, image.Height) / EdgesInSide, 2, WidestEdge);
        int line = Math.Min(depth + edge - 1, Lines(image, side) - 1), other = 0;
        ReadOnlySpan<byte> color =
            image.Pixels.Slice(Offset(image, side, 0, Length(image, side) / 2), image.Channels);
        for (int i = start; i < end; i++)
        {
            bool isOther = false;
            for (int near = depth; near <= line && !isOther; near++)
                isOther = Difference(image, Offset(image, side, near, i), color) >= Contrast;
            other += isOther ? 1 : 0;
        }

        return other >= EdgeShare * (end - start);
    }

    private static int Difference(PixelView image, int offset, ReadOnlySpan<byte> color)
    {
        int largest = 0;
        for (int channel = 0; channel < color.Length; channel++)
            largest = Math.Max(largest, Math.Abs(image.Pixels[offset + channel] - color[channel]));
        return largest;
    }
}
