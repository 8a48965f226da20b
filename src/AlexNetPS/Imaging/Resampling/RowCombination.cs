using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>First pass: a weighted sum of a few 8-bit rows into one row of 9.7 fixed-point values.</summary>
/// <param name="pixels">The image, from the first needed value of its first row.</param>
/// <param name="stride">Bytes per row.</param>
/// <param name="firstRow">Row of the first weight.</param>
/// <param name="rowCount">Rows of the image; weights beyond the last are 0 and may apply to any row.</param>
/// <param name="weights">The weights, even in number.</param>
/// <param name="bits">Fraction bits of the weights.</param>
internal readonly unsafe ref struct RowCombination(byte* pixels, int stride, int firstRow, int rowCount,
    ReadOnlySpan<short> weights, int bits)
{
    private readonly byte* _pixels = pixels;
    private readonly int _stride = stride, _firstRow = firstRow, _lastRow = rowCount - 1;
    private readonly ReadOnlySpan<short> _weights = weights;
    private readonly int _shift = bits - Resampler.FractionBits;

    public void Scalar(Span<short> output) => Scalar(output, 0);

    public void Vectorized(Span<short> output)
    {
        fixed (short* target = output)
        {
            int done = 0;
            if (Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && output.Length >= 64)
            {
                for (; done + 64 <= output.Length; done += 64)
                    Sum64(target, done);
                // The last block overlaps the previous one: the same values are written twice.
                if (done < output.Length)
                    Sum64(target, output.Length - 64);
                return;
            }

            if (output.Length >= 32)
            {
                for (; done + 32 <= output.Length; done += 32)
                    Sum32(target, done);
                if (done < output.Length)
                    Sum32(target, output.Length - 32);
                return;
            }

            Scalar(output, done);
        }
    }

    private void Scalar(Span<short> output, int from)
    {
        for (int i = from; i < output.Length; i++)
        {
            int sum = 1 << (_shift - 1);
            for (int t = 0; t < _weights.Length; t++)
                sum += _weights[t] * Row(t)[i];
            output[i] = (short)(sum >> _shift);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Sum32(short* target, int at)
    {
        ref short weight = ref MemoryMarshal.GetReference(_weights);
        Vector128<int> shift = Vector128.CreateScalar(_shift);
        Vector256<int> half = Vector256.Create(1 << (_shift - 1)), sum0 = half, sum1 = half, sum2 = half, sum3 = half;
        for (int t = 0; t < _weights.Length; t += 2)
        {
            // Neighboring values of two rows side by side, so that one instruction multiplies and adds both.
            Vector256<byte> upper = Vector256.Load(Row(t) + at), lower = Vector256.Load(Row(t + 1) + at);
            Vector256<byte> low = Avx2.UnpackLow(upper, lower), high = Avx2.UnpackHigh(upper, lower);
            Vector256<short> pair = Vector256.Create(Unsafe.As<short, int>(ref Unsafe.Add(ref weight, t))).AsInt16();
            sum0 += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(low, Vector256<byte>.Zero).AsInt16(), pair);
            sum1 += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(low, Vector256<byte>.Zero).AsInt16(), pair);
            sum2 += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(high, Vector256<byte>.Zero).AsInt16(), pair);
            sum3 += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(high, Vector256<byte>.Zero).AsInt16(), pair);
        }

        // Unpacking works within the quarters of a register; the last step restores the order of the values.
        Vector256<short> first =
            Avx2.PackSignedSaturate(Avx2.ShiftRightArithmetic(sum0, shift), Avx2.ShiftRightArithmetic(sum1, shift));
        Vector256<short> second =
            Avx2.PackSignedSaturate(Avx2.ShiftRightArithmetic(sum2, shift), Avx2.ShiftRightArithmetic(sum3, shift));
        Avx2.Permute2x128(first, second, 0x20).Store(target + at);
        Avx2.Permute2x128(first, second, 0x31).Store(target + at + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Sum64(short* target, int at)
    {
        ref short weight = ref MemoryMarshal.GetReference(_weights);
        Vector128<int> shift = Vector128.CreateScalar(_shift);
        Vector512<int> half = Vector512.Create(1 << (_shift - 1)), sum0 = half, sum1 = half, sum2 = half, sum3 = half;
        for (int t = 0; t < _weights.Length; t += 2)
        {
            Vector512<byte> upper = Vector512.Load(Row(t) + at), lower = Vector512.Load(Row(t + 1) + at);
            Vector512<byte> low = Avx512BW.UnpackLow(upper, lower), high = Avx512BW.UnpackHigh(upper, lower);
            Vector512<short> pair = Vector512.Create(Unsafe.As<short, int>(ref Unsafe.Add(ref weight, t))).AsInt16();
            sum0 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(low, Vector512<byte>.Zero).AsInt16(), pair);
            sum1 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(low, Vector512<byte>.Zero).AsInt16(), pair);
            sum2 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(high, Vector512<byte>.Zero).AsInt16(), pair);
            sum3 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(high, Vector512<byte>.Zero).AsInt16(), pair);
        }

        Vector512<long> first = Avx512BW.PackSignedSaturate(Avx512F.ShiftRightArithmetic(sum0, shift),
            Avx512F.ShiftRightArithmetic(sum1, shift)).AsInt64();
        Vector512<long> second = Avx512BW.PackSignedSaturate(Avx512F.ShiftRightArithmetic(sum2, shift),
            Avx512F.ShiftRightArithmetic(sum3, shift)).AsInt64();
        Avx512F.PermuteVar8x64x2(first, Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), second).AsInt16()
            .Store(target + at);
        Avx512F.PermuteVar8x64x2(first, Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), second).AsInt16()
            .Store(target + at + 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Row(int tap) => _pixels + (long)Math.Min(_firstRow + tap, _lastRow) * _stride;
}
