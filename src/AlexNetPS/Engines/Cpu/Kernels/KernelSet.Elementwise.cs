using System.Runtime.CompilerServices;
using AlexNetPS.Engines.Cpu.Simd;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>Element-wise operations. Counts are multiples of a block of 16, so there is no tail.</content>
internal sealed unsafe partial class KernelSet<TSimd, V> : KernelSet
    where TSimd : struct, ISimd<V>
    where V : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Relu(float* x, long count)
    {
        V zero = TSimd.Splat(0);
        for (long i = 0; i < count; i += TSimd.Width)
            TSimd.Store(TSimd.Max(zero, TSimd.Load(x + i)), x + i);
    }

    // tanh x = x P(x^2) / Q(x^2) for x within [-8, 8], the ends beyond. The coefficients have the least maximum relative
    // error (6.4e-9, found by reweighted least squares); with rounding it is six units in the last place at most.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Tanh(float* x, long count)
    {
        V one = TSimd.Splat(1), end = TSimd.Splat(-8), minus = TSimd.Splat(-1);
        V p1 = TSimd.Splat(0.13444503f), p2 = TSimd.Splat(3.571604e-3f), p3 = TSimd.Splat(2.1894759e-5f),
            p4 = TSimd.Splat(1.5230555e-8f);
        V q1 = TSimd.Splat(0.4677783f), q2 = TSimd.Splat(2.6164465e-2f), q3 = TSimd.Splat(3.4113016e-4f),
            q4 = TSimd.Splat(8.522502e-7f);
        for (long i = 0; i < count; i += TSimd.Width)
        {
            V value = TSimd.Max(end, TSimd.Load(x + i));
            value = TSimd.Multiply(minus, TSimd.Max(end, TSimd.Multiply(minus, value)));
            V square = TSimd.Multiply(value, value);
            V p = TSimd.MultiplyAdd(TSimd.MultiplyAdd(p4, square, p3), square, p2);
            p = TSimd.MultiplyAdd(TSimd.MultiplyAdd(p, square, p1), square, one);
            V q = TSimd.MultiplyAdd(TSimd.MultiplyAdd(q4, square, q3), square, q2);
            q = TSimd.MultiplyAdd(TSimd.MultiplyAdd(q, square, q1), square, one);
            TSimd.Store(TSimd.Divide(TSimd.Multiply(value, p), q), x + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void TanhGradient(float* dy, float* y, long count)
    {
        V one = TSimd.Splat(1);
        for (long i = 0; i < count; i += TSimd.Width)
        {
            V value = TSimd.Load(y + i);
            TSimd.Store(TSimd.Multiply(TSimd.Load(dy + i), TSimd.Subtract(one, TSimd.Multiply(value, value))), dy + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ApplyMask(float* x, byte* mask, float scale, long count)
    {
        V factor = TSimd.Splat(scale);
        for (long i = 0; i < count; i += TSimd.Width)
            TSimd.Store(TSimd.Multiply(TSimd.Load(x + i), TSimd.Multiply(TSimd.LoadBytes(mask + i), factor)), x + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ReluGradient(float* dy, float* y, float* dx, long count)
    {
        V zero = TSimd.Splat(0);
        for (long i = 0; i < count; i += TSimd.Width)
            TSimd.Store(TSimd.WhereGreater(TSimd.Load(y + i), zero, TSimd.Load(dy + i), zero), dx + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void BiasGradient(float* dy, int pixels, float* bias)
    {
        for (int lane = 0; lane < 16; lane += TSimd.Width)
        {
            V sum = TSimd.Load(bias + lane);
            for (int p = 0; p < pixels; p++)
                sum = TSimd.Add(sum, TSimd.Load(dy + p * 16 + lane));
            TSimd.Store(sum, bias + lane);
        }
    }
}
