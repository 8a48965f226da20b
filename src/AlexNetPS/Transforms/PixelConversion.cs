using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AlexNetPS.Transforms;

/// <summary>
/// The single pass over the pixels: interleaved bytes to planes (NCHW), optionally flipped, as values (a factor and an
/// offset per channel) or as bytes.
/// </summary>
internal static class PixelConversion
{
    // Byte positions of 16 red, green or blue values in 48 interleaved bytes, per 16-byte load; 255 produces 0.
    private static readonly Vector128<byte>[] _gather =
        [.. Enumerable.Range(0, 9).Select(i => GatherIndices(i / 3, i % 3))];

    private static readonly Vector128<byte> _reverse =
        Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

    /// <summary>
    /// Converts a rectangle. A gray image is repeated for three channels; a color image is converted to luma (ITU-R
    /// 601) for one.
    /// </summary>
    /// <param name="pixels">Pixels from the rectangle's first byte.</param>
    /// <param name="stride">Bytes per row.</param>
    /// <param name="width">Columns of the rectangle.</param>
    /// <param name="height">Rows of the rectangle.</param>
    /// <param name="channels">Channels of the image: 1 or 3.</param>
    /// <param name="flipped">Whether to flip horizontally.</param>
    /// <param name="mapping">Mapping of the 8-bit pixels; its channels are those of the destination.</param>
    /// <param name="destination">[channels, height, width].</param>
    /// <typeparam name="T">Element type of the destination.</typeparam>
    /// <typeparam name="TForm">Conversion of the pixels.</typeparam>
    public static void ToPlanes<T, TForm>(ReadOnlySpan<byte> pixels, int stride, int width, int height, int channels,
        bool flipped, PixelMapping mapping, Span<T> destination)
        where T : unmanaged
        where TForm : IPixelForm<T>
    {
        int plane = width * height;
        int red = mapping.Plane(0) * plane, blue = mapping.Plane(2) * plane;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = pixels.Slice(y * stride, width * channels);
            if (channels == 1)
            {
                for (int c = 0; c < mapping.Channels; c++)
                {
                    GrayRow<T, TForm>(row, mapping.Factor(c), mapping.Offset(c),
                        destination.Slice((c == 0 ? red : c == 1 ? plane : blue) + y * width, width), flipped);
                }
            }
            else if (mapping.Channels == 1)
            {
                LumaRow<T, TForm>(row, mapping.Factor(0), mapping.Offset(0), destination.Slice(y * width, width),
                    flipped);
            }
            else
            {
                ColorRow<T, TForm>(row, mapping, destination.Slice(red + y * width, width),
                    destination.Slice(plane + y * width, width), destination.Slice(blue + y * width, width), flipped);
            }
        }
    }

    private static void GrayRow<T, TForm>(ReadOnlySpan<byte> source, float factor, float offset, Span<T> target,
        bool flipped)
        where T : unmanaged
        where TForm : IPixelForm<T>
    {
        int width = target.Length, x = 0;
        ref byte s = ref MemoryMarshal.GetReference(source);
        ref T t = ref MemoryMarshal.GetReference(target);
        if (Vector128.IsHardwareAccelerated)
        {
            for (; x <= width - 16; x += 16)
            {
                TForm.Store(Turn(Vector128.LoadUnsafe(ref s, (nuint)x), flipped), factor, offset,
                    ref Unsafe.Add(ref t, flipped ? width - 16 - x : x));
            }
        }

        for (; x < width; x++)
            target[flipped ? width - 1 - x : x] = TForm.Of(source[x], factor, offset);
    }

    private static void ColorRow<T, TForm>(ReadOnlySpan<byte> source, PixelMapping mapping, Span<T> red, Span<T> green,
        Span<T> blue, bool flipped)
        where T : unmanaged
        where TForm : IPixelForm<T>
    {
        float redFactor = mapping.Factor(0), greenFactor = mapping.Factor(1), blueFactor = mapping.Factor(2);
        float redOffset = mapping.Offset(0), greenOffset = mapping.Offset(1), blueOffset = mapping.Offset(2);
        int width = red.Length, x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref byte s = ref MemoryMarshal.GetReference(source);
            Vector128<byte>[] gather = _gather;
            for (; x <= width - 16; x += 16)
            {
                Vector128<byte> a = Vector128.LoadUnsafe(ref s, (nuint)(3 * x)), b = Vector128.LoadUnsafe(ref s,
                    (nuint)(3 * x + 16)), c = Vector128.LoadUnsafe(ref s, (nuint)(3 * x + 32));
                int at = flipped ? width - 16 - x : x;
                TForm.Store(Turn(Pick(a, b, c, gather, 0), flipped), redFactor, redOffset, ref red[at]);
                TForm.Store(Turn(Pick(a, b, c, gather, 3), flipped), greenFactor, greenOffset, ref green[at]);
                TForm.Store(Turn(Pick(a, b, c, gather, 6), flipped), blueFactor, blueOffset, ref blue[at]);
            }
        }

        for (; x < width; x++)
        {
            int at = flipped ? width - 1 - x : x;
            red[at] = TForm.Of(source[3 * x], redFactor, redOffset);
            green[at] = TForm.Of(source[3 * x + 1], greenFactor, greenOffset);
            blue[at] = TForm.Of(source[3 * x + 2], blueFactor, blueOffset);
        }
    }

    private static void LumaRow<T, TForm>(ReadOnlySpan<byte> source, float factor, float offset, Span<T> target,
        bool flipped)
        where T : unmanaged
        where TForm : IPixelForm<T>
    {
        int width = target.Length;
        for (int x = 0; x < width; x++)
        {
            int luma = ImageColor.Luma(source[3 * x], source[3 * x + 1], source[3 * x + 2]);
            target[flipped ? width - 1 - x : x] = TForm.Of(luma, factor, offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pick(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c,
        Vector128<byte>[] gather, int first) =>
        Vector128.Shuffle(a, gather[first]) | Vector128.Shuffle(b, gather[first + 1]) | Vector128.Shuffle(c,
            gather[first + 2]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Turn(Vector128<byte> levels, bool flipped) => flipped
        ? Vector128.Shuffle(levels, _reverse)
        : levels;

    private static Vector128<byte> GatherIndices(int channel, int load)
    {
        Span<byte> indices = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
        {
            int at = 3 * i + channel - 16 * load;
            indices[i] = at is >= 0 and < 16 ? (byte)at : (byte)255;
        }

        return Vector128.Create((ReadOnlySpan<byte>)indices);
    }
}
