using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AlexNetPS.Transforms;

/// <summary>
/// Brightness, contrast, saturation and hue of 8-bit pixels, bit-exact with Pillow's ImageEnhance and HSV conversion,
/// which torchvision's functions use.
/// </summary>
internal static class ImageColor
{
    // Pillow's fixed-point form of 0.299 R + 0.587 G + 0.114 B.
    public static int Luma(int red, int green, int blue) => red * 19595 + green * 38470 + blue * 7471 + 0x8000 >> 16;

    /// <summary>Scales brightness: factor 0 produces black, 1 the original.</summary>
    public static void Brighten(Span<byte> pixels, float factor) => Blend(pixels, 0, factor);

    /// <summary>Scales contrast around the mean gray: factor 0 produces uniform gray, 1 the original.</summary>
    public static void Contrast(Span<byte> pixels, int channels, float factor)
    {
        long sum = 0;
        if (channels == 1)
        {
            foreach (byte level in pixels)
                sum += level;
        }
        else
        {
            for (int i = 0; i + 3 <= pixels.Length; i += 3)
                sum += Luma(pixels[i], pixels[i + 1], pixels[i + 2]);
        }

        Blend(pixels, (byte)((double)sum / (pixels.Length / channels) + 0.5), factor);
    }

    /// <summary>Scales saturation around each pixel's gray: factor 0 produces a gray image, 1 the original.</summary>
    public static void Saturate(Span<byte> pixels, float factor)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(pixels.Length);
        Span<byte> gray = rented.AsSpan(0, pixels.Length);
        for (int i = 0; i + 3 <= pixels.Length; i += 3)
            gray[i] = gray[i + 1] = gray[i + 2] = (byte)Luma(pixels[i], pixels[i + 1], pixels[i + 2]);
        Blend(pixels, gray, factor);
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Shifts the hue, in turns of the color circle.</summary>
    public static void TurnHue(Span<byte> pixels, double turn)
    {
        byte shift = unchecked((byte)(int)(turn * 255));
        for (int i = 0; i + 3 <= pixels.Length; i += 3)
        {
            Span<byte> pixel = pixels.Slice(i, 3);
            (byte hue, byte saturation, byte value) = ToHsv(pixel[0], pixel[1], pixel[2]);
            FromHsv(unchecked((byte)(hue + shift)), saturation, value, pixel);
        }
    }

    // Single and double precision are mixed as in Pillow's Convert.c: other rounding results in other pixels.
    private static (byte Hue, byte Saturation, byte Value) ToHsv(byte red, byte green, byte blue)
    {
        byte most = Math.Max(red, Math.Max(green, blue)), least = Math.Min(red, Math.Min(green, blue));
        if (most == least)
            return (0, 0, most);
        float range = most - least, r = (most - red) / range, g = (most - green) / range, b = (most - blue) / range;
        float hue = red == most ? b - g : green == most ? (float)(2.0 + r - b) : (float)(4.0 + g - r);
        double turn = hue / 6.0 + 1.0;
        hue = (float)(turn - Math.Floor(turn));
        return ((byte)(hue * 255.0), (byte)(range / most * 255.0), most);
    }

    private static void FromHsv(byte hue, byte saturation, byte value, Span<byte> pixel)
    {
        if (saturation == 0)
        {
            pixel.Fill(value);
            return;
        }

        double sixths = hue * 6.0 / 255.0;
        int sector = (int)sixths;
        float fraction = (float)(sixths - sector), share = (float)(saturation / 255.0);
        byte p = Round(value * (1.0 - share)), q = Round(value * (1.0 - share * fraction)), t =
            Round(value * (1.0 - share * (1.0 - fraction)));
        (pixel[0], pixel[1], pixel[2]) = (sector % 6) switch
        {
            0 => (value, t, p),
            1 => (q, value, p),
            2 => (p, value, t),
            3 => (p, q, value),
            4 => (t, p, value),
            _ => (value, p, q),
        };
    }

    private static byte Round(double level) => (byte)(level + 0.5);

    private static void Blend(Span<byte> pixels, byte level, float factor)
    {
        int i = 0;
        var from = new Vector<float>(level);
        for (; i <= pixels.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            Blend(new Vector<byte>(pixels[i..]), from, from, from, from, factor).CopyTo(pixels[i..]);
        for (; i < pixels.Length; i++)
            pixels[i] = Blend(pixels[i], level, factor);
    }

    private static void Blend(Span<byte> pixels, ReadOnlySpan<byte> levels, float factor)
    {
        int i = 0;
        for (; i <= pixels.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (Vector<float> a, Vector<float> b, Vector<float> c, Vector<float> d) = Widen(new Vector<byte>(levels[i..]));
            Blend(new Vector<byte>(pixels[i..]), a, b, c, d, factor).CopyTo(pixels[i..]);
        }

        for (; i < pixels.Length; i++)
            pixels[i] = Blend(pixels[i], levels[i], factor);
    }

    private static byte Blend(byte pixel, byte level, float factor)
    {
        float blended = level + factor * (pixel - level);
        return (byte)Math.Clamp(blended, 0, 255);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Blend(Vector<byte> pixels, Vector<float> a, Vector<float> b, Vector<float> c,
        Vector<float> d, float factor)
    {
        (Vector<float> w, Vector<float> x, Vector<float> y, Vector<float> z) = Widen(pixels);
        return Vector.Narrow(Vector.Narrow(Blend(w, a, factor), Blend(x, b, factor)),
            Vector.Narrow(Blend(y, c, factor), Blend(z, d, factor)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Blend(Vector<float> pixels, Vector<float> level, float factor)
    {
        Vector<float> blended = level + (pixels - level) * factor;
        return Vector.ConvertToInt32Native(Vector.Min(Vector.Max(blended, Vector<float>.Zero), new Vector<float>(255)))
            .As<int, uint>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<float>, Vector<float>, Vector<float>, Vector<float>) Widen(Vector<byte> levels)
    {
        Vector.Widen(levels, out Vector<ushort> low, out Vector<ushort> high);
        Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
        Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
        return (ToSingle(a), ToSingle(b), ToSingle(c), ToSingle(d));
    }

    private static Vector<float> ToSingle(Vector<uint> levels) => Vector.ConvertToSingle(levels.As<uint, int>());
}
