namespace AlexNetPS.Formats.TensorBoard;

/// <summary>
/// Buckets of TensorBoard's histograms: limits that grow by 10 % from 1e-12 to 1e20, the same with negative sign, and
/// zero. A value belongs to the first bucket whose limit is above it.
/// </summary>
internal static class HistogramBuckets
{
    // Floats of the same sign, exponent and first four fraction bits form a cell. A cell is at most a sixteenth wide
    // and a bucket a tenth, so a cell contains at most one limit: a table lookup and one comparison find the bucket.
    private const int CellShift = 23 - 4;

    private static readonly double[] _allLimits = MakeLimits();

    private static readonly Cell[] _cells = [.. Enumerable.Range(0, 1 << (32 - CellShift)).Select(MakeCell)];

    /// <summary>Exclusive upper limits of the buckets, ascending.</summary>
    public static ReadOnlySpan<double> Limits => _allLimits;

    /// <summary>Returns the bucket of a finite value.</summary>
    public static int Find(float value)
    {
        ref readonly Cell cell = ref _cells[BitConverter.SingleToUInt32Bits(value) >> CellShift];
        return cell.Bucket + (value >= cell.Limit ? 1 : 0);
    }

    private static double[] MakeLimits()
    {
        List<double> above = [];
        for (double limit = 1e-12; limit < 1e20; limit *= 1.1)
            above.Add(limit);
        above.Add(double.MaxValue);
        return [.. above.AsEnumerable().Reverse().Select(limit => -limit), 0, .. above];
    }

    private static Cell MakeCell(int number)
    {
        uint first = (uint)number << CellShift;
        double a = BitConverter.UInt32BitsToSingle(first), b =
            BitConverter.UInt32BitsToSingle(first | ((1u << CellShift) - 1));

        // Cells of infinities and NaN are never looked up.
        if (!double.IsFinite(a) || !double.IsFinite(b))
            return default;
        int bucket = Array.FindIndex(_allLimits, limit => limit > Math.Min(a, b));
        return new(bucket, _allLimits[bucket]);
    }

    /// <param name="Bucket">Bucket of the cell's lowest value.</param>
    /// <param name="Limit">Values from here on belong to the next bucket.</param>
    private readonly record struct Cell(int Bucket, double Limit);
}
