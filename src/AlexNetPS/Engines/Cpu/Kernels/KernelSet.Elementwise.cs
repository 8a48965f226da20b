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
