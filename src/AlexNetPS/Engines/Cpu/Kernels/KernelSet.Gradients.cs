namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>
/// Operations on whole tensors: kept gradients and averaged weights. Counts are multiples of the register width.
/// </content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    // Squares are summed in float over this many values, and these sums in double.
    private const long SumRun = 2048;

    public override void AddScaled(float* target, float* source, float scale, bool replace, long count)
    {
        // The product is rounded before it is added, as by ranks, which send products.
        V factor = TSimd.Splat(scale), zero = TSimd.Splat(0);
        for (long i = 0; i < count; i += TSimd.Width)
        {
            V before = replace ? zero : TSimd.Load(target + i);
            TSimd.Store(TSimd.Add(TSimd.Multiply(factor, TSimd.Load(source + i)), before), target + i);
        }
    }

    public override void Scale(float* values, float factor, long count)
    {
        V scale = TSimd.Splat(factor);
        for (long i = 0; i < count; i += TSimd.Width)
            TSimd.Store(TSimd.Multiply(scale, TSimd.Load(values + i)), values + i);
    }

    public override double SumOfSquares(float* values, long count)
    {
        float* lanes = stackalloc float[16];
        double total = 0;
        for (long start = 0; start < count; start += SumRun)
        {
            V sum = TSimd.Splat(0);
            long end = Math.Min(start + SumRun, count);
            for (long i = start; i < end; i += TSimd.Width)
            {
                V value = TSimd.Load(values + i);
                sum = TSimd.MultiplyAdd(value, value, sum);
            }

            TSimd.Store(sum, lanes);
            for (int lane = 0; lane < TSimd.Width; lane++)
                total += lanes[lane];
        }

        return total;
    }

    public override void Blend(float* average, float* values, float rest, long count)
    {
        V part = TSimd.Splat(rest);
        for (long i = 0; i < count; i += TSimd.Width)
        {
            V before = TSimd.Load(average + i), value = TSimd.Load(values + i);
            TSimd.Store(rest == 1 ? value : TSimd.MultiplyAdd(part, TSimd.Subtract(value, before), before),
                average + i);
        }
    }
}
