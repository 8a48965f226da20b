using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>First pass: a weighted sum of a few 8-bit rows into one row of 9.7 fixed-point values.</summary>
internal readonly ref struct RowCombination(
    ReadOnlySpan<byte> pixels, int stride, int offset, int firstRow, int rowCount, ReadOnlySpan<short> weights, int bits)
{
    private readonly ReadOnlySpan<byte> _pixels = pixels;
    private readonly ReadOnlySpan<short> _weights = weights;
    private readonly int _shift = bits - Resampler.FractionBits;

    public void Scalar(Span<short> output) => Scalar(output, 0);

    private void Scalar(Span<short> output, int from)
    {
        for (int i = from; i < output.Length; i++)
        {
            int sum = 1 << (_shift - 1);
            for (int t = 0; t < _weights.Length; t++)
                sum += _weights[t] * _pixels[Row(t) + i];
            output[i] = (short)(sum >> _shift);
        }
    }

    public void Vectorized(Span<short> output)
    {
        int done = 0;
        ref byte source = ref MemoryMarshal.GetReference(_pixels);
        ref short weight = ref MemoryMarshal.GetReference(_weights);
        ref short target = ref MemoryMarshal.GetReference(output);
        Vector256<int> half = Vector256.Create(1 << (_shift - 1));
        for (; done + 32 <= output.Length; done += 32)
        {
            Vector256<int> sum0 = half, sum1 = half, sum2 = half, sum3 = half;
            for (int t = 0; t < _weights.Length; t += 2)
            {
                // Neighbouring values of two rows side by side, so that one instruction multiplies and adds both.
                Vector256<byte> upper = Vector256.LoadUnsafe(ref source, (nuint)(Row(t) + done));
                Vector256<byte> lower = Vector256.LoadUnsafe(ref source, (nuint)(Row(t + 1) + done));
                Vector256<byte> low = Avx2.UnpackLow(upper, lower), high = Avx2.UnpackHigh(upper, lower);
                Vector256<short> pair = Vector256.Create(Unsafe.As<short, int>(ref Unsafe.Add(ref weight, t))).AsInt16();
                sum0 += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(low, Vector256<byte>.Zero).AsInt16(), pair);
                sum1 += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(low, Vector256<byte>.Zero).AsInt16(), pair);
                sum2 += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(high, Vector256<byte>.Zero).AsInt16(), pair);
                sum3 += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(high, Vector256<byte>.Zero).AsInt16(), pair);
            }

            // Unpacking works within the two halves of a register: values 0..15 are in the lower halves, 16..31 in the upper.
            Vector256<short> first = Avx2.PackSignedSaturate(Vector256.ShiftRightArithmetic(sum0, _shift), Vector256.ShiftRightArithmetic(sum1, _shift));
            Vector256<short> second = Avx2.PackSignedSaturate(Vector256.ShiftRightArithmetic(sum2, _shift), Vector256.ShiftRightArithmetic(sum3, _shift));
            Avx2.Permute2x128(first, second, 0x20).StoreUnsafe(ref target, (nuint)done);
            Avx2.Permute2x128(first, second, 0x31).StoreUnsafe(ref target, (nuint)(done + 16));
        }

        Scalar(output, done);
    }

    /// <summary>Weights beyond the last row are 0; they may fall on any row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Row(int tap) => Math.Min(firstRow + tap, rowCount - 1) * stride + offset;
}
