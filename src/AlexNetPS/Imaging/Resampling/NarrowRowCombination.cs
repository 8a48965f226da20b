using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// First pass of a <see cref="NarrowFilter"/>: a weighted sum of a few 8-bit rows into one row of 8.8 fixed-point
/// values.
/// </summary>
/// <param name="rows">The rows, one per weight.</param>
/// <param name="weights">Each weight twice, so that a 32-bit broadcast fills 16-bit lanes.</param>
/// <param name="taps">Number of rows.</param>
internal readonly unsafe ref struct NarrowRowCombination(byte** rows, uint* weights, int taps)
{
    private readonly byte** _rows = rows;
    private readonly uint* _weights = weights;

    public void Combine(ushort* target, int length, ResampleLevel level)
    {
        int step = level switch { ResampleLevel.Avx512 => 64, ResampleLevel.Avx2 => 32, _ => 1 }, done = 0;
        if (length < step)
            step = 1;
        for (; done + step <= length; done += step)
            Sum(target, done, step);
        // The last block overlaps the previous one: the same values are written twice.
        if (done < length)
            Sum(target, length - step, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Sum(ushort* target, int at, int step)
    {
        if (step == 64)
            Sum64(target, at);
        else if (step == 32)
            Sum32(target, at);
        else
            Sum1(target, at);
    }

    private void Sum1(ushort* target, int at)
    {
        int sum = NarrowFilter.Start(taps);
        for (int t = 0; t < taps; t++)
            sum += NarrowFilter.Product(_rows[t][at] << 8, (short)_weights[t]);
        target[at] = (ushort)sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Sum32(ushort* target, int at)
    {
        Vector256<ushort> low = Vector256.Create(NarrowFilter.Start(taps)), high = low;
        for (int t = 0; t < taps; t++)
        {
            Vector256<byte> values = Vector256.Load(_rows[t] + at);
            Vector256<ushort> weight = Vector256.Create(_weights[t]).AsUInt16();
            low += Avx2.MultiplyHigh(Avx2.UnpackLow(Vector256<byte>.Zero, values).AsUInt16(), weight);
            high += Avx2.MultiplyHigh(Avx2.UnpackHigh(Vector256<byte>.Zero, values).AsUInt16(), weight);
        }

        // Unpacking works within the quarters of a register; this restores the order of the values.
        Avx2.Permute2x128(low, high, 0x20).Store(target + at);
        Avx2.Permute2x128(low, high, 0x31).Store(target + at + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Sum64(ushort* target, int at)
    {
        Vector512<ushort> low = Vector512.Create(NarrowFilter.Start(taps)), high = low;
        for (int t = 0; t < taps; t++)
        {
            Vector512<byte> values = Vector512.Load(_rows[t] + at);
            Vector512<ushort> weight = Vector512.Create(_weights[t]).AsUInt16();
            low += Avx512BW.MultiplyHigh(Avx512BW.UnpackLow(Vector512<byte>.Zero, values).AsUInt16(), weight);
            high += Avx512BW.MultiplyHigh(Avx512BW.UnpackHigh(Vector512<byte>.Zero, values).AsUInt16(), weight);
        }

        Avx512F.PermuteVar8x64x2(low.AsUInt64(), Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), high.AsUInt64())
            .AsUInt16().Store(target + at);
        Avx512F.PermuteVar8x64x2(low.AsUInt64(), Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15), high.AsUInt64())
            .AsUInt16().Store(target + at + 32);
    }
}
