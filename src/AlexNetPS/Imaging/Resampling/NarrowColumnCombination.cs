using System.Buffers;

namespace AlexNetPS.Imaging.Resampling;

/// <summary>
/// Second pass of a <see cref="NarrowFilter"/> for color: weighted sums of neighboring pixels of one row of 8.8
/// fixed-point values, rounded to bytes. Weights are laid out once for all rows, in the form that the instruction set
/// needs.
/// </summary>
internal readonly ref partial struct NarrowColumnCombination : IDisposable
{
    private const int Channels = 3;

    /// <summary>Values that the kernels may read beyond the last needed one.</summary>
    public const int Overrun = 64;

    private readonly ResampleAxis _axis;
    private readonly ResampleLevel _level;
    private readonly int _firstColumn, _groupPixels, _groups;
    private readonly bool _halfWindow;
    private readonly int[] _origins = [];
    private readonly ushort[] _shuffles = [], _weights = [];

    /// <param name="axis">The weights; at most <see cref="NarrowFilter.MaximumTaps"/> taps.</param>
    /// <param name="firstColumn">Image column at which a row starts.</param>
    /// <param name="level">The instruction set.</param>
    public NarrowColumnCombination(ResampleAxis axis, int firstColumn, ResampleLevel level)
    {
        _axis = axis;
        (_firstColumn, _level) = (firstColumn, level);
        if (level == ResampleLevel.Scalar)
            return;
        _groupPixels = level == ResampleLevel.Avx512 ? PixelsInWindow(axis) : PairPixels;
        _halfWindow = level == ResampleLevel.Avx512 && HalfWindowSuffices(axis, _groupPixels);
        _groups = (axis.Count + _groupPixels - 1) / _groupPixels;
        _origins = ArrayPool<int>.Shared.Rent(axis.Count + PairPixels);
        _weights = ArrayPool<ushort>.Shared.Rent(_groups * (axis.Taps + 1) * Lanes);
        _shuffles = ArrayPool<ushort>.Shared.Rent(_groups * Lanes);
        if (level == ResampleLevel.Avx512)
            LayOutGroups();
        else
            LayOutPairs();
    }

    /// <summary>Writes two output rows, or the same one twice.</summary>
    /// <param name="upper">A row; readable for <see cref="Overrun"/> values beyond the last needed one.</param>
    /// <param name="lower">The next row, readable alike, or the same.</param>
    /// <param name="upperOutput">The upper row and nothing more.</param>
    /// <param name="lowerOutput">The lower row and everything after it, which may be overwritten with anything.</param>
    public unsafe void Combine(ushort* upper, ushort* lower, Span<byte> upperOutput, Span<byte> lowerOutput)
    {
        if (_level == ResampleLevel.Avx512)
        {
            Groups(upper, lower, upperOutput, lowerOutput);
            return;
        }

        Combine(upper, upperOutput);
        if (lower != upper)
            Combine(lower, lowerOutput);
    }

    private unsafe void Combine(ushort* row, Span<byte> output)
    {
        if (_level == ResampleLevel.Avx2)
            Pairs(row, output);
        else
            Scalar(row, output, 0);
    }

    public void Dispose()
    {
        if (_level == ResampleLevel.Scalar)
            return;
        ArrayPool<int>.Shared.Return(_origins);
        ArrayPool<ushort>.Shared.Return(_weights);
        ArrayPool<ushort>.Shared.Return(_shuffles);
    }

    private unsafe void Scalar(ushort* row, Span<byte> output, int from)
    {
        ReadOnlySpan<short> allWeights = _axis.Weights;
        for (int x = from; x < _axis.Count; x++)
        {
            ReadOnlySpan<short> weights = allWeights.Slice(x * _axis.Taps, _axis.Taps);
            for (int channel = 0; channel < Channels; channel++)
            {
                ushort* value = row + (_axis.Starts[x] - _firstColumn) * Channels + channel;
                int sum = NarrowFilter.RoundingStart(_axis.Taps);
                foreach (short weight in weights)
                {
                    sum += NarrowFilter.Product(*value, weight);
                    value += Channels;
                }

                output[x * Channels + channel] = (byte)(sum >> 8);
            }
        }
    }
}
