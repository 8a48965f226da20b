using System.Runtime.CompilerServices;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>Optimizers.</content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    public override void Update(in UpdateRule rule, float* weights, float* first, float* second, float* gradient,
        long count)
    {
        switch (rule.Type)
        {
            case OptimizerType.SgdPaper: SgdPaper(rule, weights, first, gradient, count); break;
            case OptimizerType.Sgd: Sgd(rule, weights, first, gradient, count); break;
            case OptimizerType.SgdNesterov: SgdNesterov(rule, weights, first, gradient, count); break;
            case OptimizerType.Adam or OptimizerType.AdamW:
                Adam(rule, weights, first, second, gradient, count);
                break;
            default: throw OptimizerDefinition.Unknown(rule.Type);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SgdPaper(in UpdateRule rule, float* weights, float* velocity, float* gradient, long count)
    {
        V rate = TSimd.Splat(-rule.Rate), decay = TSimd.Splat(rule.Decay), momentum = TSimd.Splat(rule.Momentum);
        for (long i = 0; i < count; i += TSimd.Width)
        {
            V weight = TSimd.Load(weights + i);
            V slope = TSimd.MultiplyAdd(decay, weight, TSimd.Load(gradient + i));
            V v = TSimd.MultiplyAdd(momentum, TSimd.Load(velocity + i), TSimd.Multiply(rate, slope));
            TSimd.Store(v, velocity + i);
            TSimd.Store(TSimd.Add(weight, v), weights + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sgd(in UpdateRule rule, float* weights, float* velocity, float* gradient, long count)
    {
        V rate = TSimd.Splat(-rule.Rate), decay = TSimd.Splat(rule.Decay), momentum = TSimd.Splat(rule.Momentum);
        for (long i = 0; i < count; i += TSimd.Width)
        {
            V weight = TSimd.Load(weights + i);
            V slope = TSimd.MultiplyAdd(decay, weight, TSimd.Load(gradient + i));
            V v = TSimd.MultiplyAdd(momentum, TSimd.Load(velocity + i), slope);
            TSimd.Store(v, velocity + i);
            TSimd.Store(TSimd.MultiplyAdd(rate, v, weight), weights + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SgdNesterov(in UpdateRule rule, float* weights, float* velocity, float* gradient, long count)
    {
        V rate = TSimd.Splat(-rule.Rate), decay = TSimd.Splat(rule.Decay), momentum = TSimd.Splat(rule.Momentum);
        for (long i = 0; i < count; i += TSimd.Width)
        {
            V weight = TSimd.Load(weights + i);
            V slope = TSimd.MultiplyAdd(decay, weight, TSimd.Load(gradient + i));
            V v = TSimd.MultiplyAdd(momentum, TSimd.Load(velocity + i), slope);
            TSimd.Store(v, velocity + i);
            TSimd.Store(TSimd.MultiplyAdd(rate, TSimd.MultiplyAdd(momentum, v, slope), weight), weights + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Adam(in UpdateRule rule, float* weights, float* mean, float* square, float* gradient,
        long count)
    {
        V rate = TSimd.Splat(-rule.Rate), decay = TSimd.Splat(rule.Decay), epsilon = TSimd.Splat(rule.Epsilon);
        V beta1 = TSimd.Splat(rule.Momentum), rest1 = TSimd.Splat(rule.MeanRest);
        V shrink = TSimd.Splat(rule.Shrink), beta2 = TSimd.Splat(rule.Beta2), rest2 =
            TSimd.Splat(rule.SquareRest), correction = TSimd.Splat(rule.RootCorrection);
        for (long i = 0; i < count; i += TSimd.Width)
        {
            V weight = TSimd.Load(weights + i);
            V slope = TSimd.MultiplyAdd(decay, weight, TSimd.Load(gradient + i));
            V m = TSimd.MultiplyAdd(beta1, TSimd.Load(mean + i), TSimd.Multiply(rest1, slope));
            V s = TSimd.MultiplyAdd(beta2, TSimd.Load(square + i), TSimd.Multiply(rest2, TSimd.Multiply(slope, slope)));
            TSimd.Store(m, mean + i);
            TSimd.Store(s, square + i);
            V root = TSimd.MultiplyAdd(TSimd.SquareRoot(s), correction, epsilon);
            TSimd.Store(TSimd.MultiplyAdd(rate, TSimd.Divide(m, root), TSimd.Multiply(shrink, weight)), weights + i);
        }
    }
}
