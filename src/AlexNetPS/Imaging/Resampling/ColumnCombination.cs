using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// Second pass: weighted sums of neighboring pixels of one row of 9.7 fixed-point values, rounded to bytes.
/// </summary>
/// <param name="row">The row; readable for one filter width beyond its end.</param>
/// <param name="firstColumn">Image column of row[0].</param>
/// <param name="axis">The weights.</param>
/// <param name="channels">1 or 3.</param>
internal readonly ref struct ColumnCombination(ReadOnlySpan<short> row, int firstColumn, ResampleAxis axis,
    int channels)
{
    private readonly ReadOnlySpan<short> _row = row;
    private readonly ReadOnlySpan<int> _starts = axis.Starts;
    private readonly ReadOnlySpan<short> _weights = axis.Weights;
    private readonly int _taps = axis.Taps, _shift = axis.Bits + Resampler.FractionBits;

    public void Scalar(Span<byte> output) => Scalar(output, 0);

    public void Vectorized(Span<byte> output)
    {
        if (channels == 3)
            Scalar(output, Color(output));
        else
            Scalar(output, Gray(output));
    }

    private void Scalar(Span<byte> output, int from)
    {
        for (int x = from; x < _starts.Length; x++)
        {
            ReadOnlySpan<short> weights = _weights.Slice(x * _taps, _taps);
            for (int channel = 0; channel < channels; channel++)
            {
                int sum = 1 << (_shift - 1), at = (_starts[x] - firstColumn) * channels + channel;
                foreach (short weight in weights)
                {
                    sum += weight * _row[at];
                    at += channels;
                }

                output[x * channels + channel] = (byte)(sum >> _shift);
            }
        }
    }

    /// <summary>Computes two output pixels at a time, one in each half of a register, two taps per step.</summary>
    private int Color(Span<byte> output)
    {
        ref short row = ref MemoryMarshal.GetReference(_row);
        ref int start = ref MemoryMarshal.GetReference(_starts);
        ref short weight = ref MemoryMarshal.GetReference(_weights);
        ref byte target = ref MemoryMarshal.GetReference(output);

        // Two pixels r g b r g b become r r g g b b.
        Vector256<byte> pairs = Vector256.Create(
            (byte)0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, 255, 255, 255, 255,
            0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, 255, 255, 255, 255);
        Vector256<int> half = Vector256.Create(1 << (_shift - 1));
        Vector128<int> shift = Vector128.CreateScalar(_shift);
        int x = 0;
        // Each store writes one byte too many, which the next pixel overwrites; scalar code writes the last pixels.
        for (; x + 3 <= _starts.Length; x += 2)
        {
            nuint left = (nuint)((Unsafe.Add(ref start, x) - firstColumn) * 3), right =
                (nuint)((Unsafe.Add(ref start, x + 1) - firstColumn) * 3);
            ref short leftWeight = ref Unsafe.Add(ref weight, x * _taps);
            ref short rightWeight = ref Unsafe.Add(ref leftWeight, _taps);
            Vector256<int> sum = half;
            for (int t = 0; t < _taps; t += 2)
            {
                Vector256<short> values =
                    Vector256.Create(Vector128.LoadUnsafe(ref row, left), Vector128.LoadUnsafe(ref row, right));
                Vector256<short> weights = Vector256.Create(
                    Vector128.Create(Unsafe.As<short, int>(ref Unsafe.Add(ref leftWeight, t))),
                    Vector128.Create(Unsafe.As<short, int>(ref Unsafe.Add(ref rightWeight, t)))).AsInt16();
                sum += Avx2.MultiplyAddAdjacent(Avx2.Shuffle(values.AsByte(), pairs).AsInt16(), weights);
                left += 6;
                right += 6;
            }

            Vector256<short> words =
                Avx2.PackSignedSaturate(Avx2.ShiftRightArithmetic(sum, shift), Vector256<int>.Zero);
            Vector256<uint> bytes = Avx2.PackUnsignedSaturate(words, words).AsUInt32();
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, x * 3), bytes.GetElement(0));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, x * 3 + 3), bytes.GetElement(4));
        }

        return x;
    }

    /// <summary>Computes eight output pixels at a time.</summary>
    private unsafe int Gray(Span<byte> output)
    {
        fixed (short* row = _row, weights = _weights)
        fixed (int* starts = _starts)
        fixed (byte* target = output)
        {
            Vector128<int> shift = Vector128.CreateScalar(_shift);
            Vector256<int> half = Vector256.Create(1 << (_shift - 1)), origin = Vector256.Create(firstColumn);
            Vector256<int> weightIndex = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7) * (_taps / 2);
            int x = 0;
            for (; x + 8 <= _starts.Length; x += 8)
            {
                Vector256<int> at = Vector256.Load(starts + x) - origin, sum = half;
                for (int t = 0; t < _taps; t += 2)
                {
                    Vector256<short> values = Avx2.GatherVector256((int*)(row + t), at, 2).AsInt16();
                    Vector256<short> pair =
                        Avx2.GatherVector256((int*)(weights + x * _taps + t), weightIndex, 4).AsInt16();
                    sum += Avx2.MultiplyAddAdjacent(values, pair);
                }

                Vector256<int> levels = Avx2.ShiftRightArithmetic(sum, shift);
                Vector128<short> words = Sse2.PackSignedSaturate(levels.GetLower(), levels.GetUpper());
                Sse2.PackUnsignedSaturate(words, words).GetLower().Store(target + x);
            }

            return x;
        }
    }
}
