using System.Buffers;
using System.Runtime.Intrinsics.X86;
using AlexNetPS.Imaging.Resampling;

namespace AlexNetPS.Imaging;

/// <summary>Separable, antialiased bilinear resampling: the filter of Pillow's <c>resize(..., BILINEAR)</c>, within one grey level of it.</summary>
/// <remarks>
/// Rows are combined first, into a row of 9.7 fixed-point values that stays in the nearest cache, then columns. Pillow rounds to
/// 8 bits between its two passes; keeping 7 more bits is what bounds the difference to one level. All arithmetic is integer,
/// so that every instruction set gives the same bytes. Nothing is allocated once the pools are warm.
/// </remarks>
public static class Resampler
{
    /// <summary>Fraction bits between the passes: 255 * 128 still fits a signed 16-bit number.</summary>
    internal const int FractionBits = 7;

    /// <summary>255 * 2^22 and 255 * 2^7 * 2^15 both stay below 2^31.</summary>
    private const int MaximumVerticalBits = 22, MaximumHorizontalBits = 15;

    /// <summary>Resamples the whole picture.</summary>
    /// <param name="source">1 or 3 channels.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="destination">width * height * channels bytes.</param>
    public static void Resize(PixelView source, int width, int height, Span<byte> destination) =>
        Resize(source, ResampleBox.Whole(source), width, height, destination);

    /// <summary>Resamples a part of the picture.</summary>
    /// <param name="source">1 or 3 channels.</param>
    /// <param name="box">The part; must lie within the picture.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="destination">width * height * channels bytes.</param>
    /// <param name="withinBox">True: the filter does not look beyond the box, as if it had been cut out first (torchvision's resized_crop). False: Pillow's <c>box</c>.</param>
    public static void Resize(PixelView source, ResampleBox box, int width, int height, Span<byte> destination, bool withinBox = false) =>
        Resize(source, box, width, height, destination, withinBox, Avx2.IsSupported);

    internal static unsafe void Resize(PixelView source, ResampleBox box, int width, int height, Span<byte> destination, bool withinBox, bool vectorized)
    {
        Check(source, box, width, height, destination.Length);
        using ResampleAxis vertical = new(source.Height, box.Top, box.Bottom, height, withinBox, MaximumVerticalBits);
        using ResampleAxis horizontal = new(source.Width, box.Left, box.Right, width, withinBox, MaximumHorizontalBits);
        int channels = source.Channels;

        // Only the columns that the box needs go through the first pass.
        int firstColumn = horizontal.Starts[0], endColumn = Math.Min(source.Width, horizontal.Starts[width - 1] + horizontal.Taps);
        int rowOffset = firstColumn * channels, rowLength = (endColumn - firstColumn) * channels;
        // Weights of zero fall on what lies beyond the row: it must be readable, not meaningful.
        short[] between = ArrayPool<short>.Shared.Rent(rowLength + (horizontal.Taps + 16) * channels);
        using ColumnGroups groups = vectorized && channels == 3 ? new ColumnGroups(horizontal, firstColumn) : default;
        try
        {
            fixed (byte* pixels = source.Pixels)
            {
                Span<short> row = between.AsSpan(0, rowLength);
                for (int y = 0; y < height; y++)
                {
                    RowCombination rows = new(pixels + rowOffset, source.Width * channels, vertical.Starts[y], source.Height,
                        vertical.Weights.Slice(y * vertical.Taps, vertical.Taps), vertical.Bits);
                    if (vectorized)
                        rows.Vectorized(row);
                    else
                        rows.Scalar(row);
                    Span<byte> output = destination.Slice(y * width * channels, width * channels);
                    if (groups.AreUsable)
                        groups.Combine(between, output);
                    else if (vectorized)
                        new ColumnCombination(between, firstColumn, horizontal, channels).Vectorized(output);
                    else
                        new ColumnCombination(between, firstColumn, horizontal, channels).Scalar(output);
                }
            }
        }
        finally
        {
            ArrayPool<short>.Shared.Return(between);
        }
    }

    private static void Check(PixelView source, ResampleBox box, int width, int height, int room)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (source.Channels is not (1 or 3))
            throw new ArgumentException($"A picture has 1 or 3 channels, not {source.Channels}.", nameof(source));
        if (source.Width < 1 || source.Height < 1 || source.Pixels.Length < (long)source.Width * source.Height * source.Channels)
            throw new ArgumentException($"A {source.Width}x{source.Height} picture of {source.Channels} channels is not {source.Pixels.Length} bytes.", nameof(source));
        if (!(box.Left >= 0 && box.Top >= 0 && box.Right <= source.Width && box.Bottom <= source.Height && box.Left < box.Right && box.Top < box.Bottom))
            throw new ArgumentException($"{box} does not lie within a {source.Width}x{source.Height} picture.", nameof(box));
        if (room < (long)width * height * source.Channels)
            throw new ArgumentException($"A {width}x{height} picture of {source.Channels} channels needs more than {room} bytes.", nameof(width));
    }
}
