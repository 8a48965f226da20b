using System.Buffers;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// Separable, antialiased bilinear resampling: the filter of Pillow's <c>resize(..., BILINEAR)</c>, with a difference
/// of at most 1 per 8-bit value.
/// </summary>
/// <remarks>
/// Rows are combined first, into a row of fixed-point values that stays in the L1 cache, then columns. Pillow rounds to
/// 8
/// bits between its two passes; keeping 7 or 8 more bits bounds the difference to 1. All arithmetic is integer, so
/// every
/// instruction set returns the same bytes. Nothing is allocated once the pools are warm. Color uses 16-bit arithmetic
/// if
/// the filter is narrow enough (<see cref="NarrowFilter"/>), everything else 32-bit sums.
/// </remarks>
public static class Resampler
{
    /// <summary>Fraction bits between the passes: 255 * 128 still fits in a signed 16-bit integer.</summary>
    internal const int FractionBits = 7;

    /// <summary>255 * 2^22 and 255 * 2^7 * 2^15 both stay below 2^31.</summary>
    private const int MaximumVerticalBits = 22, MaximumHorizontalBits = 15;

    /// <summary>Resamples the whole image.</summary>
    /// <param name="source">1 or 3 channels.</param>
    /// <param name="width">Output columns.</param>
    /// <param name="height">Output rows.</param>
    /// <param name="destination">width * height * channels bytes.</param>
    public static void Resize(PixelView source, int width, int height, Span<byte> destination) =>
        Resize(source, ResampleBox.Whole(source), width, height, destination);

    /// <summary>Resamples part of an image.</summary>
    /// <param name="source">1 or 3 channels.</param>
    /// <param name="box">The part; must be within the image.</param>
    /// <param name="width">Output columns.</param>
    /// <param name="height">Output rows.</param>
    /// <param name="destination">width * height * channels bytes.</param>
    /// <param name="withinBox">True: the filter does not read beyond the box, as if it had been cropped first
    /// (torchvision's resized_crop). False: Pillow's <c>box</c>.</param>
    public static void Resize(PixelView source, ResampleBox box, int width, int height, Span<byte> destination,
        bool withinBox = false) =>
        Resize(source, box, width, height, destination, withinBox, ResampleLevels.Widest);

    internal static void Resize(PixelView source, ResampleBox box, int width, int height, Span<byte> destination,
        bool withinBox, ResampleLevel level)
    {
        Check(source, box, width, height, destination.Length);
        int reach = Math.Max(ResampleAxis.WidestReach(box.Left, box.Right, width),
            ResampleAxis.WidestReach(box.Top, box.Bottom, height));
        if (source.Channels == 3 && reach <= NarrowFilter.MaximumTaps)
            ResizeNarrow(source, box, width, height, destination[..(width * height * 3)], withinBox, level);
        else
            ResizeWide(source, box, width, height, destination, withinBox, level > ResampleLevel.Scalar);
    }

    private static unsafe void ResizeNarrow(PixelView source, ResampleBox box, int width, int height,
        Span<byte> destination, bool withinBox, ResampleLevel level)
    {
        using var vertical = new ResampleAxis(source.Height, box.Top, box.Bottom, height, withinBox, 0);
        using var horizontal = new ResampleAxis(source.Width, box.Left, box.Right, width, withinBox, 0);

        // Only the columns that the box needs are computed in the first pass.
        int firstColumn = horizontal.Starts[0], endColumn =
            Math.Min(source.Width, horizontal.Starts[width - 1] + horizontal.Taps);
        int rowOffset = firstColumn * 3, rowLength = (endColumn - firstColumn) * 3, stride = source.Width * 3, taps =
            vertical.Taps;
        using var columns = new NarrowColumnCombination(horizontal, firstColumn, level);
        // Weights of zero apply to what is beyond the row: it must be readable, not meaningful.
        int room = rowLength + (NarrowFilter.MaximumTaps + 1) * 3 + NarrowColumnCombination.Overrun;
        ushort[] between = ArrayPool<ushort>.Shared.Rent(2 * room);
        byte** rows = stackalloc byte*[NarrowFilter.MaximumTaps];
        uint* weights = stackalloc uint[NarrowFilter.MaximumTaps];
        fixed (byte* pixels = source.Pixels)
        fixed (ushort* pair = between)
        {
            for (int y = 0; y < height; y += 2)
            {
                // The last row of an odd number is a pair with itself.
                int last = Math.Min(y + 1, height - 1);
                for (int row = y; row <= last; row++)
                {
                    for (int t = 0; t < taps; t++)
                    {
                        weights[t] = (ushort)vertical.Weights[row * taps + t] * 0x10001u;
                        rows[t] = pixels + rowOffset
                            + (long)Math.Min(vertical.Starts[row] + t, source.Height - 1) * stride;
                    }

                    new NarrowRowCombination(rows, weights, taps).Combine(pair + (row - y) * room, rowLength, level);
                }

                columns.Combine(pair, pair + (last - y) * room, destination.Slice(y * width * 3, width * 3),
                    destination[(last * width * 3)..]);
            }
        }

        ArrayPool<ushort>.Shared.Return(between);
    }

    private static unsafe void ResizeWide(PixelView source, ResampleBox box, int width, int height,
        Span<byte> destination, bool withinBox, bool vectorized)
    {
        using var vertical =
            new ResampleAxis(source.Height, box.Top, box.Bottom, height, withinBox, MaximumVerticalBits);
        using var horizontal =
            new ResampleAxis(source.Width, box.Left, box.Right, width, withinBox, MaximumHorizontalBits);
        int channels = source.Channels;

        int firstColumn = horizontal.Starts[0], endColumn =
            Math.Min(source.Width, horizontal.Starts[width - 1] + horizontal.Taps);
        int rowOffset = firstColumn * channels, rowLength = (endColumn - firstColumn) * channels;
        short[] between = ArrayPool<short>.Shared.Rent(rowLength + (horizontal.Taps + 16) * channels);
        fixed (byte* pixels = source.Pixels)
        {
            Span<short> row = between.AsSpan(0, rowLength);
            for (int y = 0; y < height; y++)
            {
                var rows = new RowCombination(pixels + rowOffset, source.Width * channels, vertical.Starts[y],
                    source.Height,
                    vertical.Weights.Slice(y * vertical.Taps, vertical.Taps), vertical.Bits);
                var columns = new ColumnCombination(between, firstColumn, horizontal, channels);
                Span<byte> output = destination.Slice(y * width * channels, width * channels);
                if (vectorized)
                {
                    rows.Vectorized(row);
                    columns.Vectorized(output);
                }
                else
                {
                    rows.Scalar(row);
                    columns.Scalar(output);
                }
            }
        }

        ArrayPool<short>.Shared.Return(between);
    }

    private static void Check(PixelView source, ResampleBox box, int width, int height, int room)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (source.Channels is not (1 or 3))
            throw new ArgumentException($"An image has 1 or 3 channels, not {source.Channels}.", nameof(source));
        if (source.Width < 1 || source.Height < 1
            || source.Pixels.Length < (long)source.Width * source.Height * source.Channels)
        {
            throw new ArgumentException($"A {source.Width}x{source.Height} image of {source.Channels} channels is "
                + $"not {source.Pixels.Length} bytes.", nameof(source));
        }

        if (!(box.Left >= 0 && box.Top >= 0 && box.Right <= source.Width && box.Bottom <= source.Height
            && box.Left < box.Right && box.Top < box.Bottom))
        {
            throw new ArgumentException($"{box} is not within a {source.Width}x{source.Height} image.",
                nameof(box));
        }

        if (room < (long)width * height * source.Channels)
        {
            throw new ArgumentException(
                $"A {width}x{height} image of {source.Channels} channels needs more than {room} bytes.",
                nameof(width));
        }
    }
}
