using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Scores;

/// <summary>
/// Sharpness of an image: how much of the differences of neighboring pixels vanishes if the image is blurred again.
/// Little vanishes in an image that is blurred already, whatever its contrast.
/// </summary>
/// <remarks>
/// Crete, Dolmiere, Ladret, Nicolas, "The blur effect: perception and estimation with a new no-reference perceptual
/// blur metric", Proc. SPIE 6492 (2007), with the paper's mean of nine pixels, on luma; sharpness is 1 less the blur.
/// The difference of two neighboring means of nine is that of two pixels nine apart, divided by nine, so that only
/// integers are added. In a strong blur neighbors differ by less than one step of 8 bits, and the steps look sharp:
/// therefore an image of a quarter of the size, in which the steps are larger, is measured as well.
/// </remarks>
internal static class Sharpness
{
    private const int Taps = 9, Before = Taps / 2, After = Taps / 2 + 1;

    /// <summary>Pixels that are added at once: their sums in 32 bits do not overflow.</summary>
    private const int LongestLine = 1 << 16;

    /// <summary>Short side from which a quarter has enough pixels.</summary>
    private const int ShortestForQuarter = 64;

    /// <summary>
    /// Returns the sharpness in the less sharp direction and size, 0 to 1. An image of one color, or of fewer than ten
    /// pixels in a direction, is not blurred.
    /// </summary>
    public static float Of(PixelView image)
    {
        using var luma = new LumaPlane(image);
        double sharpness = Math.Min(Across(luma), Down(luma));
        if (Math.Min(luma.Width, luma.Height) >= ShortestForQuarter)
        {
            using LumaPlane quarter = luma.Quarter();
            sharpness = Math.Min(sharpness, Math.Min(Across(quarter), Down(quarter)));
        }

        return (float)sharpness;
    }

    private static double Across(in LumaPlane luma)
    {
        var sums = new Sums();
        int count = luma.Width - Taps;
        for (int y = 0; y < luma.Height && count > 0; y++)
        {
            ReadOnlySpan<byte> row = luma.Row(y);
            sums.Add(row.Slice(Before, count), row.Slice(Before + 1, count), row[..count], row[Taps..]);
        }

        return sums.Share;
    }

    private static double Down(in LumaPlane luma)
    {
        var sums = new Sums();
        ReadOnlySpan<byte> pixels = luma.Pixels;
        // Rows follow each other without a gap: many are one long line.
        for (int at = Before * luma.Width, end = (luma.Height - After) * luma.Width; at < end; at += LongestLine)
        {
            ReadOnlySpan<byte> line = pixels.Slice(at, Math.Min(LongestLine, end - at));
            sums.Add(line, pixels[(at + luma.Width)..], pixels[(at - Before * luma.Width)..],
                pixels[(at + After * luma.Width)..]);
        }

        return sums.Share;
    }

    /// <summary>Nine times the differences of neighbors, and what of them blurring removes.</summary>
    private struct Sums
    {
        private long _all, _removed;

        public readonly double Share => _all == 0 ? 1 : (double)_removed / _all;

        /// <summary>Adds a line of pixels, their neighbors, and the ends of the means of nine around both.</summary>
        public void Add(ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> next, ReadOnlySpan<byte> first,
            ReadOnlySpan<byte> last)
        {
            int i = 0;
            if (Avx512BW.IsSupported && pixels.Length >= 64)
            {
                AddWide(pixels, next, first, last);
                return;
            }

            if (Vector128.IsHardwareAccelerated)
            {
                ref byte p = ref MemoryMarshal.GetReference(pixels), n = ref MemoryMarshal.GetReference(next),
                    f = ref MemoryMarshal.GetReference(first), l = ref MemoryMarshal.GetReference(last);
                while (i + 16 <= pixels.Length)
                {
                    // Two values of at most 9 * 255 a step: 14 steps stay below 2^16.
                    Vector128<ushort> all = default, removed = default;
                    for (int step = 0; step < 14 && i + 16 <= pixels.Length; step++, i += 16)
                    {
                        Vector128<byte> near = Difference(Vector128.LoadUnsafe(ref p, (nuint)i),
                                Vector128.LoadUnsafe(ref n, (nuint)i)),
                            far = Difference(Vector128.LoadUnsafe(ref f, (nuint)i),
                                Vector128.LoadUnsafe(ref l, (nuint)i));
                        Vector128<ushort> lower = Vector128.WidenLower(near) * Taps, upper =
                            Vector128.WidenUpper(near) * Taps;
                        all += lower + upper;
                        removed += Vector128.SubtractSaturate(lower, Vector128.WidenLower(far))
                            + Vector128.SubtractSaturate(upper, Vector128.WidenUpper(far));
                    }

                    _all += Total(all);
                    _removed += Total(removed);
                }
            }

            for (; i < pixels.Length; i++)
            {
                int near = Math.Abs(pixels[i] - next[i]) * Taps;
                _all += near;
                _removed += Math.Max(0, near - Math.Abs(first[i] - last[i]));
            }
        }

        /// <summary>64 pixels at a time; the last ones together with some that were added before.</summary>
        private void AddWide(ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> next, ReadOnlySpan<byte> first,
            ReadOnlySpan<byte> last)
        {
            ref byte p = ref MemoryMarshal.GetReference(pixels), n = ref MemoryMarshal.GetReference(next),
                f = ref MemoryMarshal.GetReference(first), l = ref MemoryMarshal.GetReference(last);
            Vector512<long> all = default;
            Vector512<int> removed = default;
            // Nine times a difference less another.
            Vector512<sbyte> weights = Vector512.Create((short)(Taps | -1 << 8)).AsSByte();
            for (int i = 0; i < pixels.Length; i += 64)
            {
                int at = Math.Min(i, pixels.Length - 64);
                Vector512<byte> near = Difference(Vector512.LoadUnsafe(ref p, (nuint)at),
                        Vector512.LoadUnsafe(ref n, (nuint)at)),
                    far = Difference(Vector512.LoadUnsafe(ref f, (nuint)at), Vector512.LoadUnsafe(ref l, (nuint)at));
                // Without a difference of neighbors a pixel adds nothing.
                if (at < i)
                    near &= Vector512.GreaterThanOrEqual(Vector512<byte>.Indices, Vector512.Create((byte)(i - at)));
                all += Avx512BW.SumAbsoluteDifferences(near, Vector512<byte>.Zero).AsInt64();
                Vector512<short> some = Vector512.Max(Vector512<short>.Zero,
                        Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(near, far), weights))
                    + Vector512.Max(Vector512<short>.Zero,
                        Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(near, far), weights));
                removed += Avx512BW.MultiplyAddAdjacent(some, Vector512<short>.One);
            }

            _all += Taps * Vector512.Sum(all);
            _removed += Vector512.Sum(removed);
        }

        private static Vector512<byte> Difference(Vector512<byte> a, Vector512<byte> b) =>
            Vector512.Max(a, b) - Vector512.Min(a, b);

        private static Vector128<byte> Difference(Vector128<byte> a, Vector128<byte> b) =>
            Vector128.Max(a, b) - Vector128.Min(a, b);

        private static long Total(Vector128<ushort> values) =>
            Vector128.Sum(Vector128.WidenLower(values) + Vector128.WidenUpper(values));
    }
}
