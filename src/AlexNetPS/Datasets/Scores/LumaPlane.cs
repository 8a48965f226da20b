using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Scores;

/// <summary>8-bit luma of an image: (77 R + 150 G + 29 B + 128) / 256. Disposing returns its memory.</summary>
internal readonly ref struct LumaPlane : IDisposable
{
    private readonly byte[]? _rented;

    public LumaPlane(PixelView image)
    {
        (Width, Height) = (image.Width, image.Height);
        if (image.Channels == 1)
        {
            Pixels = image.Pixels;
            return;
        }

        int count = image.Width * image.Height;
        _rented = ArrayPool<byte>.Shared.Rent(count);
        Convert(image.Pixels, _rented.AsSpan(0, count));
        Pixels = _rented.AsSpan(0, count);
    }

    private LumaPlane(byte[] rented, int width, int height)
    {
        (_rented, Width, Height) = (rented, width, height);
        Pixels = rented.AsSpan(0, width * height);
    }

    public int Width { get; }

    public int Height { get; }

    public ReadOnlySpan<byte> Pixels { get; }

    public ReadOnlySpan<byte> Row(int y) => Pixels.Slice(y * Width, Width);

    /// <summary>Returns the means of squares of four by four pixels; the rest at the right and bottom is cut.</summary>
    public LumaPlane Quarter()
    {
        int width = Width / 4, height = Height / 4;
        byte[] means = ArrayPool<byte>.Shared.Rent(width * height);
        for (int y = 0; y < height; y++)
        {
            AverageFours(Pixels.Slice(4 * y * Width, 3 * Width + 4 * width), Width,
                means.AsSpan(y * width, width));
        }

        return new(means, width, height);
    }

    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }

    /// <summary>Averages squares of four by four pixels in four rows.</summary>
    private static void AverageFours(ReadOnlySpan<byte> rows, int stride, Span<byte> means)
    {
        int x = 0;
        if (Avx2.IsSupported)
        {
            ref byte start = ref MemoryMarshal.GetReference(rows);
            Vector256<sbyte> one = Vector256<sbyte>.One;
            for (; x + 8 <= means.Length; x += 8)
            {
                Vector256<short> pairs = default;
                for (int line = 0; line < 4; line++)
                {
                    pairs += Avx2.MultiplyAddAdjacent(
                        Vector256.LoadUnsafe(ref start, (nuint)(line * stride + 4 * x)), one);
                }

                Vector256<int> sums = Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
                sums = (sums + Vector256.Create(8)) >>> 4;
                Vector128<short> words = Sse2.PackSignedSaturate(sums.GetLower(), sums.GetUpper());
                Sse2.PackUnsignedSaturate(words, words).GetLower().StoreUnsafe(
                    ref MemoryMarshal.GetReference(means), (nuint)x);
            }
        }

        for (; x < means.Length; x++)
        {
            int sum = 8;
            for (int line = 0; line < 4; line++)
            {
                int at = line * stride + 4 * x;
                sum += rows[at] + rows[at + 1] + rows[at + 2] + rows[at + 3];
            }

            means[x] = (byte)(sum >> 4);
        }
    }

    private static void Convert(ReadOnlySpan<byte> color, Span<byte> luma)
    {
        int i = 0;
        ref byte from = ref MemoryMarshal.GetReference(color);
        ref byte to = ref MemoryMarshal.GetReference(luma);
        if (Avx512Vbmi.IsSupported)
        {
            for (; i + 32 <= luma.Length; i += 32)
                Luma(ColorBlock.Load(ref from, 3 * i)).StoreUnsafe(ref to, (nuint)i);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i + 16 <= luma.Length; i += 16)
            {
                Vector128<byte> a = Vector128.LoadUnsafe(ref from, (nuint)(3 * i)),
                    b = Vector128.LoadUnsafe(ref from, (nuint)(3 * i + 16)),
                    c = Vector128.LoadUnsafe(ref from, (nuint)(3 * i + 32));
                Luma(a, b, c).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < luma.Length; i++)
            luma[i] = (byte)((77 * color[3 * i] + 150 * color[3 * i + 1] + 29 * color[3 * i + 2] + 128) >> 8);
    }

    private static Vector256<byte> Luma(in ColorBlock color) => Avx512BW.ConvertToVector256Byte(
        (color.Red * 77 + color.Green * 150 + color.Blue * 29 + Vector512.Create((ushort)128)) >>> 8);

    // Shuffle writes zero where the index is beyond the vector.
    private static Vector128<byte> Luma(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c)
    {
        Vector128<byte> red = Vector128.Shuffle(a,
                Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(b,
                Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(c,
                Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13));
        Vector128<byte> green = Vector128.Shuffle(a,
                Vector128.Create((byte)1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(b,
                Vector128.Create((byte)255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(c,
                Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14));
        Vector128<byte> blue = Vector128.Shuffle(a,
                Vector128.Create((byte)2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(b,
                Vector128.Create((byte)255, 255, 255, 255, 255, 1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(c,
                Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15));
        return Vector128.Narrow(
            Sum(Vector128.WidenLower(red), Vector128.WidenLower(green), Vector128.WidenLower(blue)),
            Sum(Vector128.WidenUpper(red), Vector128.WidenUpper(green), Vector128.WidenUpper(blue)));

        static Vector128<ushort> Sum(Vector128<ushort> red, Vector128<ushort> green, Vector128<ushort> blue) =>
            (red * 77 + green * 150 + blue * 29 + Vector128.Create((ushort)128)) >>> 8;
    }
}
