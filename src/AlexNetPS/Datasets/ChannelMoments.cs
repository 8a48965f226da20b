using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Datasets;

/// <summary>
/// Sums of an image's channel values and of their products. Integers, so that the order of additions does not change
/// the result.
/// </summary>
/// <param name="Pixels">Pixels counted.</param>
/// <param name="R">Sum of red, or of gray.</param>
/// <param name="G">Sum of green.</param>
/// <param name="B">Sum of blue.</param>
/// <param name="RR">Sum of red squared.</param>
/// <param name="RG">Sum of red times green.</param>
/// <param name="RB">Sum of red times blue.</param>
/// <param name="GG">Sum of green squared.</param>
/// <param name="GB">Sum of green times blue.</param>
/// <param name="BB">Sum of blue squared.</param>
internal readonly record struct ChannelMoments(long Pixels, long R, long G, long B, long RR, long RG, long RB, long GG,
    long GB, long BB)
{
    /// <summary>Number of values of one image in a file.</summary>
    public const int Count = 10;

    public static ChannelMoments operator +(in ChannelMoments a, in ChannelMoments b) => new(
        a.Pixels + b.Pixels, a.R + b.R, a.G + b.G, a.B + b.B, a.RR + b.RR, a.RG + b.RG, a.RB + b.RB, a.GG + b.GG,
        a.GB + b.GB, a.BB + b.BB);

    public static ChannelMoments Of(ReadOnlySpan<byte> pixels, int channels) =>
        channels == 1 ? OfGray(pixels) : Avx2.IsSupported ? OfColorVectorized(pixels) : OfColor(pixels);

    public static ChannelMoments From(ReadOnlySpan<long> v) =>
        new(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]);

    public void CopyTo(Span<long> values) =>
        ((ReadOnlySpan<long>)[Pixels, R, G, B, RR, RG, RB, GG, GB, BB]).CopyTo(values);

    internal static ChannelMoments OfColor(ReadOnlySpan<byte> pixels)
    {
        long r = 0, g = 0, b = 0, rr = 0, rg = 0, rb = 0, gg = 0, gb = 0, bb = 0;
        for (int i = 0; i + 3 <= pixels.Length; i += 3)
        {
            int red = pixels[i], green = pixels[i + 1], blue = pixels[i + 2];
            (r, g, b) = (r + red, g + green, b + blue);
            (rr, rg, rb) = (rr + red * red, rg + red * green, rb + red * blue);
            (gg, gb, bb) = (gg + green * green, gb + green * blue, bb + blue * blue);
        }

        return new ChannelMoments(pixels.Length / 3, r, g, b, rr, rg, rb, gg, gb, bb);
    }

    private static ChannelMoments OfGray(ReadOnlySpan<byte> pixels)
    {
        long sum = 0, squares = 0;
        foreach (byte value in pixels)
        {
            sum += value;
            squares += value * value;
        }

        return new ChannelMoments(pixels.Length, sum, 0, 0, squares, 0, 0, 0, 0, 0);
    }

    private static ChannelMoments OfColorVectorized(ReadOnlySpan<byte> pixels)
    {
        // A step adds at most 2 * 255^2 to each 32-bit lane: 8,192 steps stay below 2^31.
        int step = 3 * (Avx512Vbmi.IsSupported ? ColorBlock.Pixels : 16), block = 8192 * step;
        ChannelMoments total = default;
        while (pixels.Length >= step)
        {
            int length = Math.Min(block, pixels.Length / step * step);
            total += Avx512Vbmi.IsSupported ? OfWideBlock(pixels[..length]) : OfBlock(pixels[..length]);
            pixels = pixels[length..];
        }

        return total + OfColor(pixels);
    }

    private static ChannelMoments OfWideBlock(ReadOnlySpan<byte> pixels)
    {
        ref byte start = ref MemoryMarshal.GetReference(pixels);
        Vector512<int> r = default, g = default, b = default, rr = default, rg = default, rb = default, gg =
            default, gb = default, bb = default;
        Vector512<short> one = Vector512<short>.One;
        for (int i = 0; i < pixels.Length; i += 3 * ColorBlock.Pixels)
        {
            var color = ColorBlock.Load(ref start, i);
            Vector512<short> red = color.Red.AsInt16(), green = color.Green.AsInt16(), blue = color.Blue.AsInt16();
            r += Avx512BW.MultiplyAddAdjacent(red, one);
            g += Avx512BW.MultiplyAddAdjacent(green, one);
            b += Avx512BW.MultiplyAddAdjacent(blue, one);
            rr += Avx512BW.MultiplyAddAdjacent(red, red);
            rg += Avx512BW.MultiplyAddAdjacent(red, green);
            rb += Avx512BW.MultiplyAddAdjacent(red, blue);
            gg += Avx512BW.MultiplyAddAdjacent(green, green);
            gb += Avx512BW.MultiplyAddAdjacent(green, blue);
            bb += Avx512BW.MultiplyAddAdjacent(blue, blue);
        }

        return new ChannelMoments(pixels.Length / 3, Sum(r), Sum(g), Sum(b), Sum(rr), Sum(rg), Sum(rb), Sum(gg),
            Sum(gb), Sum(bb));

        static long Sum(Vector512<int> lanes)
        {
            (Vector512<long> low, Vector512<long> high) = Vector512.Widen(lanes);
            return Vector512.Sum(low + high);
        }
    }

    private static ChannelMoments OfBlock(ReadOnlySpan<byte> pixels)
    {
        ref byte start = ref MemoryMarshal.GetReference(pixels);
        Vector256<int> r = default, g = default, b = default, rr = default, rg = default, rb = default, gg =
            default, gb = default, bb = default;
        Vector256<short> one = Vector256<short>.One;
        Vector128<byte>
            r0 = Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255),
            r1 = Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255),
            r2 = Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13),
            g0 = Vector128.Create((byte)1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255),
            g1 = Vector128.Create((byte)255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255),
            g2 = Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14),
            b0 = Vector128.Create((byte)2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255),
            b1 = Vector128.Create((byte)255, 255, 255, 255, 255, 1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255),
            b2 = Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15);
        for (int i = 0; i < pixels.Length; i += 48)
        {
            Vector128<byte> v0 = Vector128.LoadUnsafe(ref start, (nuint)i), v1 =
                Vector128.LoadUnsafe(ref start, (nuint)i + 16), v2 = Vector128.LoadUnsafe(ref start, (nuint)i + 32);
            Vector256<short> red =
                Avx2.ConvertToVector256Int16(Ssse3.Shuffle(v0, r0) | Ssse3.Shuffle(v1, r1) | Ssse3.Shuffle(v2, r2));
            Vector256<short> green =
                Avx2.ConvertToVector256Int16(Ssse3.Shuffle(v0, g0) | Ssse3.Shuffle(v1, g1) | Ssse3.Shuffle(v2, g2));
            Vector256<short> blue =
                Avx2.ConvertToVector256Int16(Ssse3.Shuffle(v0, b0) | Ssse3.Shuffle(v1, b1) | Ssse3.Shuffle(v2, b2));
            r += Avx2.MultiplyAddAdjacent(red, one);
            g += Avx2.MultiplyAddAdjacent(green, one);
            b += Avx2.MultiplyAddAdjacent(blue, one);
            rr += Avx2.MultiplyAddAdjacent(red, red);
            rg += Avx2.MultiplyAddAdjacent(red, green);
            rb += Avx2.MultiplyAddAdjacent(red, blue);
            gg += Avx2.MultiplyAddAdjacent(green, green);
            gb += Avx2.MultiplyAddAdjacent(green, blue);
            bb += Avx2.MultiplyAddAdjacent(blue, blue);
        }

        return new ChannelMoments(pixels.Length / 3, Sum(r), Sum(g), Sum(b), Sum(rr), Sum(rg), Sum(rb), Sum(gg),
            Sum(gb), Sum(bb));

        static long Sum(Vector256<int> lanes)
        {
            (Vector256<long> low, Vector256<long> high) = Vector256.Widen(lanes);
            return Vector256.Sum(low + high);
        }
    }
}
