using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// AVX2: two output pixels at a time, one in each half of a register; two taps per step, side by side in six of a
/// half's eight lanes.
/// </summary>
internal readonly ref partial struct NarrowColumnCombination
{
    private const int PairPixels = 2, HalfLanes = 8;

    private void LayOutPairs()
    {
        int taps = _axis.Taps, steps = (taps + 1) / 2;
        Array.Clear(_weights, 0, _groups * steps * PairPixels * HalfLanes);
        for (int x = 0; x < _axis.Count; x++)
        {
            _origins[x] = (_axis.Starts[x] - _firstColumn) * Channels;
            for (int tap = 0; tap < taps; tap++)
            {
                int at = ((x / PairPixels * steps + tap / 2) * PairPixels + x % PairPixels) * HalfLanes
                    + tap % 2 * Channels;
                _weights.AsSpan(at, Channels).Fill((ushort)_axis.Weights[x * taps + tap]);
            }
        }
    }

    private unsafe void Pairs(ushort* row, Span<byte> output)
    {
        int steps = (_axis.Taps + 1) / 2, x = 0;
        Vector128<ushort> half = Vector128.Create(NarrowFilter.RoundingStart(_axis.Taps)) & Vector128.Create(
            (ushort)0xFFFF, 0xFFFF, 0xFFFF, 0, 0, 0, 0, 0);
        Vector256<ushort> start = Vector256.Create(half, half);
        fixed (ushort* weights = _weights)
        fixed (int* origins = _origins)
        fixed (byte* target = output)
        {
            ushort* weight = weights;
            // Each store writes one byte too many, which the next pixel overwrites; scalar code writes the last pixels.
            for (; x + 3 <= _axis.Count; x += PairPixels)
            {
                ushort* left = row + origins[x], right = row + origins[x + 1];
                Vector256<ushort> sum = start;
                for (int step =
                    0; step < steps; step++, left += 2 * Channels, right += 2 * Channels, weight += 2 * HalfLanes)
                {
                    sum += Avx2.MultiplyHigh(Vector256.Create(Vector128.Load(left), Vector128.Load(right)),
                        Vector256.Load(weight));
                }

                sum = (sum + Avx2.ShiftRightLogical128BitLane(sum, 2 * Channels)) >>> 8;
                Vector256<uint> bytes = Avx2.PackUnsignedSaturate(sum.AsInt16(), sum.AsInt16()).AsUInt32();
                Unsafe.WriteUnaligned(target + x * Channels, bytes.GetElement(0));
                Unsafe.WriteUnaligned(target + (x + 1) * Channels, bytes.GetElement(4));
            }
        }

        Scalar(row, output, x);
    }
}
