using System.Buffers;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// The second pass for colour on AVX-512: four output pixels at a time. As long as they all look at no more than 32 values of
/// the row (reductions up to about 2), one load and one shuffle for each pair of taps bring every value to its weight. Shuffles
/// and weights are laid out once for all rows.
/// </summary>
internal readonly unsafe ref struct ColumnGroups : IDisposable
{
    private const int Pixels = 4, Channels = 3, Lanes = 32;

    private readonly int[]? _origins;
    private readonly short[]? _shuffles, _weights;
    private readonly int _count, _pairs, _shift, _width;

    public ColumnGroups(ResampleAxis axis, int firstColumn)
    {
        (_width, _pairs, _shift) = (axis.Count, axis.Taps / 2, axis.Bits + Resampler.FractionBits);
        _count = (_width + Pixels - 1) / Pixels;
        if (!Avx512BW.IsSupported || !Avx512F.VL.IsSupported || axis.Taps > 8 || !Fits(axis))
            return;
        _origins = ArrayPool<int>.Shared.Rent(_count);
        _shuffles = ArrayPool<short>.Shared.Rent(_count * _pairs * Lanes);
        _weights = ArrayPool<short>.Shared.Rent(_count * _pairs * Lanes);
        int length = _count * _pairs * Lanes;
        Array.Clear(_shuffles, 0, length);
        Array.Clear(_weights, 0, length);
        for (int x = 0; x < _width; x++)
        {
            int first = x / Pixels * Pixels, distance = axis.Starts[x] - axis.Starts[first];
            _origins[x / Pixels] = (axis.Starts[first] - firstColumn) * Channels;
            for (int tap = 0; tap < axis.Taps; tap++)
            {
                short weight = axis.Weights[x * axis.Taps + tap];
                if (weight == 0)
                    continue;
                int at = (x / Pixels * _pairs + tap / 2) * Lanes + x % Pixels * 8 + tap % 2;
                for (int channel = 0; channel < Channels; channel++)
                {
                    _shuffles[at + 2 * channel] = (short)((distance + tap) * Channels + channel);
                    _weights[at + 2 * channel] = weight;
                }
            }
        }
    }

    public bool AreUsable => _origins is not null;

    /// <summary>Writes a whole output row.</summary>
    public void Combine(ReadOnlySpan<short> row, Span<byte> output)
    {
        // Red, green, blue and nothing of four pixels become twelve bytes.
        Vector128<byte> compress = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
        Vector128<int> shift = Vector128.CreateScalar(_shift);
        Vector512<int> half = Vector512.Create(1 << (_shift - 1));
        byte* last = stackalloc byte[Vector128<byte>.Count];
        fixed (short* values = row, shuffles = _shuffles, weights = _weights)
        fixed (int* origins = _origins)
        fixed (byte* target = output)
        {
            short* shuffle = shuffles, weight = weights;
            for (int group = 0; group < _count; group++)
            {
                Vector512<short> window = Vector512.Load(values + origins[group]);
                Vector512<int> sum = half;
                for (int pair = 0; pair < _pairs; pair++, shuffle += Lanes, weight += Lanes)
                    sum += Avx512BW.MultiplyAddAdjacent(Avx512BW.PermuteVar32x16(window, Vector512.Load(shuffle)), Vector512.Load(weight));
                Vector128<byte> bytes = Avx512F.ConvertToVector128ByteWithSaturation(Avx512F.ShiftRightArithmetic(sum, shift).AsUInt32());
                bytes = Ssse3.Shuffle(bytes, compress);
                int at = group * Pixels * Channels;
                if (at + Vector128<byte>.Count <= output.Length)
                {
                    bytes.Store(target + at);
                }
                else
                {
                    bytes.Store(last);
                    new ReadOnlySpan<byte>(last, Math.Min(Pixels * Channels, output.Length - at)).CopyTo(output[at..]);
                }
            }
        }
    }

    public void Dispose()
    {
        if (_origins is null)
            return;
        ArrayPool<int>.Shared.Return(_origins);
        ArrayPool<short>.Shared.Return(_shuffles!);
        ArrayPool<short>.Shared.Return(_weights!);
    }

    private static bool Fits(ResampleAxis axis)
    {
        for (int x = 0; x < axis.Count; x++)
        {
            int reach = axis.Taps;
            while (reach > 1 && axis.Weights[x * axis.Taps + reach - 1] == 0)
                reach--;
            if ((axis.Starts[x] - axis.Starts[x / Pixels * Pixels] + reach) * Channels > Lanes)
                return false;
        }

        return true;
    }
}
