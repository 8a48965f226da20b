using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;

namespace AlexNetPS.Datasets.Health;

/// <summary>Perceptual hash of an image: stable under rescaling, re-encoding and brightness changes.</summary>
/// <param name="Bits">
/// One bit for each of the 64 lowest frequencies of the 32x32 luma image: whether it is above their median (pHash).
/// </param>
/// <param name="Thumbnail">8x8 luma.</param>
/// <param name="IsFlat">Whether the image is a plain area without structure.</param>
/// <param name="Orientations">How the image is compared with mirrored and turned ones.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]   // Stores contain it, without gaps of any value.
internal readonly record struct PerceptualHash(
    ulong Bits, LumaThumbnail Thumbnail, bool IsFlat, Orientations Orientations)
{
    private const int Size = 32, Frequencies = 8;

    /// <summary>
    /// Standard deviation of the thumbnail, in 8-bit steps, below which images cannot be distinguished.
    /// </summary>
    private const double MinDeviation = 4;

    private static readonly float[] _cosines = [.. Enumerable.Range(0, Frequencies * Size)
        .Select(i => (float)Math.Cos(Math.PI * (i / Size + 1) * (2 * (i % Size) + 1) / (2 * Size)))];

    public static PerceptualHash Of(PixelView image)
    {
        Span<byte> small = stackalloc byte[Size * Size * 3];
        Resampler.Resize(image, Size, Size, small);
        Span<float> luma = stackalloc float[Size * Size];
        ToLuma(small, image.Channels, luma);
        LumaThumbnail thumbnail = LumaThumbnail.Of(luma);
        Span<float> values = stackalloc float[Frequencies * Frequencies];
        (float x, float y) = Transform(luma, values);
        double deviation = thumbnail.Deviation;
        return new PerceptualHash(Above(values, Median(values)), thumbnail, deviation < MinDeviation,
            Orientations.Of(values, x, y, deviation));
    }

    /// <summary>Converts pixels of one or three channels.</summary>
    public static void ToLuma(ReadOnlySpan<byte> pixels, int channels, Span<float> luma)
    {
        for (int i = 0; i < luma.Length; i++)
        {
            luma[i] = channels == 1
                ? pixels[i]
                : 0.299f * pixels[3 * i] + 0.587f * pixels[3 * i + 1] + 0.114f * pixels[3 * i + 2];
        }
    }

    public int Distance(in PerceptualHash other) => BitOperations.PopCount(Bits ^ other.Bits);

    /// <summary>
    /// Frequencies 1 to 8 of a discrete cosine transform in both directions: the constant ones only measure brightness.
    /// </summary>
    /// <returns>How much brighter the left is than the right, and the top than the bottom, in 8-bit steps.</returns>
    private static (float X, float Y) Transform(ReadOnlySpan<float> luma, Span<float> values)
    {
        Span<float> rows = stackalloc float[Size * Frequencies];
        float acrossX = 0, acrossY = 0;
        for (int y = 0; y < Size; y++)
        {
            ReadOnlySpan<float> row = luma.Slice(y * Size, Size);
            for (int u = 0; u < Frequencies; u++)
                rows[y * Frequencies + u] = Dot(row, _cosines.AsSpan(u * Size, Size));
            acrossX += rows[y * Frequencies];
            acrossY += _cosines[y] * Sum(row);
        }

        for (int v = 0; v < Frequencies; v++)
        {
            for (int u = 0; u < Frequencies; u++)
            {
                float sum = 0;
                for (int y = 0; y < Size; y++)
                    sum += _cosines[v * Size + y] * rows[y * Frequencies + u];
                values[v * Frequencies + u] = sum;
            }
        }

        const float Scale = 2f / (Size * Size);
        return (acrossX * Scale, acrossY * Scale);
    }

    private static float Median(ReadOnlySpan<float> values)
    {
        Span<float> sorted = stackalloc float[Frequencies * Frequencies];
        values.CopyTo(sorted);
        sorted.Sort();
        return (sorted[31] + sorted[32]) / 2;
    }

    /// <summary>One bit for each value: whether it is above a limit.</summary>
    public static ulong Above(ReadOnlySpan<float> values, float limit)
    {
        ulong bits = 0;
        for (int i = 0; i < values.Length; i++)
            bits |= values[i] > limit ? 1UL << i : 0;
        return bits;
    }

    private static float Sum(ReadOnlySpan<float> values)
    {
        Vector256<float> sum = default;
        for (int i = 0; i < Size; i += Vector256<float>.Count)
            sum += Vector256.Create(values[i..]);
        return Vector256.Sum(sum);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector256<float> sum = default;
        for (int i = 0; i < Size; i += Vector256<float>.Count)
            sum += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
        return Vector256.Sum(sum);
    }
}

/// <summary>8x8 luma thumbnail, 8 bits per pixel.</summary>
[InlineArray(Side * Side)]
internal struct LumaThumbnail
{
    private const int Side = 8;

    private byte _first;

    /// <summary>Standard deviation in 8-bit steps.</summary>
    public readonly double Deviation
    {
        get
        {
            double sum = 0, squares = 0;
            foreach (byte value in (ReadOnlySpan<byte>)this)
                (sum, squares) = (sum + value, squares + value * value);
            double mean = sum / (Side * Side);
            return Math.Sqrt(Math.Max(0, squares / (Side * Side) - mean * mean));
        }
    }

    /// <param name="luma">Luma of 32x32 pixels.</param>
    public static LumaThumbnail Of(ReadOnlySpan<float> luma)
    {
        LumaThumbnail thumbnail = default;
        for (int i = 0; i < Side * Side; i++)
        {
            float sum = 0;
            for (int j = 0; j < 16; j++)
                sum += luma[(i / Side * 4 + j / 4) * 32 + i % Side * 4 + j % 4];
            thumbnail[i] = (byte)(sum / 16 + 0.5f);
        }

        return thumbnail;
    }

    /// <summary>Returns the thumbnail under a symmetry.</summary>
    public readonly LumaThumbnail Under(ImageSymmetry symmetry)
    {
        LumaThumbnail turned = default;
        symmetry.Apply<byte>(this, Side, turned);
        return turned;
    }

    /// <summary>Returns the mean absolute difference in 8-bit steps after equalizing the brightness.</summary>
    public readonly double Difference(in LumaThumbnail other)
    {
        int shift = 0;
        for (int i = 0; i < Side * Side; i++)
            shift += this[i] - other[i];
        double offset = shift / (double)(Side * Side), total = 0;
        for (int i = 0; i < Side * Side; i++)
            total += Math.Abs(this[i] - other[i] - offset);
        return total / (Side * Side);
    }
}
