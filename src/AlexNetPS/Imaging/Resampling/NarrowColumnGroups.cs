using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// AVX-512: up to ten output pixels at a time, whose inputs are in a window of 64 values; one shuffle per tap aligns
/// them with their weights.
/// </summary>
internal readonly ref partial struct NarrowColumnCombination
{
    private const int Lanes = 32, MaximumPixels = Lanes / Channels;

    /// <summary>
    /// Number of output pixels that always share one window. The window moves by one pixel per tap; the shuffle is the
    /// same.
    /// </summary>
    private static int PixelsInWindow(ResampleAxis axis)
    {
        int pixels = MaximumPixels;
        for (int first = 0; first < axis.Count; first += pixels)
        {
            while (pixels > 1
                && (axis.Starts[Math.Min(first + pixels, axis.Count) - 1] - axis.Starts[first]) * Channels
                    + Channels > 2 * Lanes)
            {
                (pixels, first) = (pixels - 1, 0);
            }
        }

        return pixels;
    }

    /// <summary>
    /// Whether half a window is enough for every group, as in enlargements: the shuffle is then cheaper.
    /// </summary>
    private static bool HalfWindowSuffices(ResampleAxis axis, int groupPixels)
    {
        for (int first = 0; first < axis.Count; first += groupPixels)
        {
            if ((axis.Starts[Math.Min(first + groupPixels, axis.Count) - 1] - axis.Starts[first]) * Channels
                + Channels > Lanes)
            {
                return false;
            }
        }

        return true;
    }

    private void LayOutGroups()
    {
        int taps = _axis.Taps;
        Array.Clear(_weights, 0, _groups * taps * Lanes);
        Array.Clear(_shuffles, 0, _groups * Lanes);
        ReadOnlySpan<int> starts = _axis.Starts;
        ReadOnlySpan<short> weights = _axis.Weights;
        for (int group = 0, x = 0; group < _groups; group++)
        {
            int origin = starts[x], end = Math.Min(x + _groupPixels, starts.Length);
            _origins[group] = (origin - _firstColumn) * Channels;
            Span<ushort> shuffle = _shuffles.AsSpan(group * Lanes, Lanes), laidOut =
                _weights.AsSpan(group * taps * Lanes, taps * Lanes);
            for (int lane = 0; x < end; x++, lane += Channels)
            {
                int distance = (starts[x] - origin) * Channels;
                (shuffle[lane], shuffle[lane + 1], shuffle[lane + 2]) =
                    ((ushort)distance, (ushort)(distance + 1), (ushort)(distance + 2));
                for (int tap = 0; tap < taps; tap++)
                {
                    ushort weight = (ushort)weights[x * taps + tap];
                    int at = tap * Lanes + lane;
                    (laidOut[at], laidOut[at + 1], laidOut[at + 2]) = (weight, weight, weight);
                }
            }
        }
    }

    /// <summary>Writes two rows, so that each weight and each order of the values is loaded once for both.</summary>
    private unsafe void Groups(ushort* upper, ushort* lower, Span<byte> upperOutput, Span<byte> lowerOutput)
    {
        int taps = _axis.Taps, bytes = _groupPixels * Channels;
        Vector512<ushort> start = Vector512.Create(NarrowFilter.RoundingStart(taps));
        fixed (ushort* shuffles = _shuffles, weights = _weights)
        fixed (int* origins = _origins)
        {
            ushort* weight = weights;
            for (int group = 0; group < _groups; group++)
            {
                ushort* first = upper + origins[group], second = lower + origins[group];
                Vector512<ushort> shuffle = Vector512.Load(shuffles + group * Lanes), sum = start, otherSum = start;
                for (int t = 0; t < taps; t++, first += Channels, second += Channels, weight += Lanes)
                {
                    Vector512<ushort> factor = Vector512.Load(weight);
                    sum += Avx512BW.MultiplyHigh(Window(first, shuffle), factor);
                    otherSum += Avx512BW.MultiplyHigh(Window(second, shuffle), factor);
                }

                Store(sum, upperOutput, group * bytes);
                Store(otherSum, lowerOutput, group * bytes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe Vector512<ushort> Window(ushort* start, Vector512<ushort> shuffle) => _halfWindow
        ? Avx512BW.PermuteVar32x16(Vector512.Load(start), shuffle)
        : Avx512BW.PermuteVar32x16x2(Vector512.Load(start), shuffle, Vector512.Load(start + Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(Vector512<ushort> sum, Span<byte> output, int at)
    {
        Vector256<byte> levels = Avx512BW.ConvertToVector256Byte(sum >>> 8);
        if (at + Lanes <= output.Length)
            levels.StoreUnsafe(ref MemoryMarshal.GetReference(output), (nuint)at);
        else
            StoreLast(levels, output[at..Math.Min(at + _groupPixels * Channels, _axis.Count * Channels)]);
    }

    private static void StoreLast(Vector256<byte> levels, Span<byte> output)
    {
        Span<byte> last = stackalloc byte[Lanes];
        levels.CopyTo(last);
        last[..output.Length].CopyTo(output);
    }
}
