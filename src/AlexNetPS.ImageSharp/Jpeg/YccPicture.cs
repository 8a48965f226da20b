using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AlexNetPS.ImageSharp.Jpeg;

/// <summary>Luma and chroma to red, green and blue, with the integer arithmetic of libjpeg. Keeps its rows; one for each thread.</summary>
internal sealed class YccPicture
{
    // BT.601 in 16 bits after the point.
    private const int Half = 1 << 15, RedOfRed = 91881, GreenOfBlue = -22554, GreenOfRed = -46802, BlueOfBlue = 116130;
    private const int Lanes = 8, StoredBytes = 16;

    private readonly ChromaPlane _blue = new(), _red = new();

    /// <param name="planes">Luma, blue and red chroma of every pixel, chroma repeated to full size.</param>
    /// <param name="frame">Size and sampling.</param>
    /// <param name="rgb">As many bytes.</param>
    public void Convert(ReadOnlySpan<byte> planes, in JpegFrame frame, Span<byte> rgb)
    {
        _blue.Load(planes, frame, 1);
        _red.Load(planes, frame, 2);
        int row = frame.Width * 3;
        for (int y = 0; y < frame.Height; y++)
        {
            // What a store writes beyond its row the next row overwrites.
            ConvertRow(planes[(y * row)..], _blue.Row(y), _red.Row(y), rgb[(y * row)..], frame.Width);
        }
    }

    private static void ConvertRow(ReadOnlySpan<byte> planes, ReadOnlySpan<ushort> blue, ReadOnlySpan<ushort> red, Span<byte> rgb, int width)
    {
        ref byte to = ref MemoryMarshal.GetReference(rgb);
        Vector128<byte> triples = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
        Vector128<byte> firsts = Vector128.Create(0, 255, 255, 255, 3, 255, 255, 255, 6, 255, 255, 255, 9, 255, 255, 255);
        Vector256<int> half = Vector256.Create(Half), middle = Vector256.Create(128), most = Vector256.Create(255);
        int x = 0;
        for (; x + Lanes <= width && x * 3 + 12 + StoredBytes <= rgb.Length; x += Lanes)
        {
            Vector256<int> luma = Vector256.Create(
                Vector128.Shuffle(Vector128.Create(planes[(x * 3)..]), firsts), Vector128.Shuffle(Vector128.Create(planes[(x * 3 + 12)..]), firsts)).AsInt32();
            Vector256<int> cb = Widen(blue[x..]) - middle, cr = Widen(red[x..]) - middle;
            Vector256<int> r = luma + Vector256.ShiftRightArithmetic(cr * RedOfRed + half, 16);
            Vector256<int> g = luma + Vector256.ShiftRightArithmetic(cb * GreenOfBlue + cr * GreenOfRed + half, 16);
            Vector256<int> b = luma + Vector256.ShiftRightArithmetic(cb * BlueOfBlue + half, 16);
            r = Vector256.Min(Vector256.Max(r, Vector256<int>.Zero), most);
            g = Vector256.Min(Vector256.Max(g, Vector256<int>.Zero), most);
            b = Vector256.Min(Vector256.Max(b, Vector256<int>.Zero), most);
            Vector256<byte> packed = (r | Vector256.ShiftLeft(g, 8) | Vector256.ShiftLeft(b, 16)).AsByte();
            Vector128.StoreUnsafe(Vector128.Shuffle(packed.GetLower(), triples), ref to, (nuint)(x * 3));
            Vector128.StoreUnsafe(Vector128.Shuffle(packed.GetUpper(), triples), ref to, (nuint)(x * 3 + 12));
        }

        for (; x < width; x++)
        {
            int luma = planes[x * 3], cb = blue[x] - 128, cr = red[x] - 128;
            rgb[x * 3] = Clamp(luma + (cr * RedOfRed + Half >> 16));
            rgb[x * 3 + 1] = Clamp(luma + (cb * GreenOfBlue + cr * GreenOfRed + Half >> 16));
            rgb[x * 3 + 2] = Clamp(luma + (cb * BlueOfBlue + Half >> 16));
        }
    }

    private static Vector256<int> Widen(ReadOnlySpan<ushort> values)
    {
        Vector128<ushort> eight = Vector128.Create(values);
        return Vector256.Create(Vector128.WidenLower(eight), Vector128.WidenUpper(eight)).AsInt32();
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
