using System.Runtime.CompilerServices;
using AlexNetPS.Engines.Cpu.Simd;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <summary>
/// A one-dimensional transform of <see cref="WinogradForm"/>, for one register of channels. Values are in memory,
/// because a tile has more than there are registers. Points are in the order 0, 1, -1, 1/2, -1/2, 3, infinity.
/// </summary>
internal unsafe interface IWinogradTransform
{
    static abstract int From { get; }

    static abstract int To { get; }

    static abstract void Apply<TSimd, V>(float* x, nint step, float* y, nint pitch)
        where TSimd : struct, ISimd<V>
        where V : unmanaged;
}

/// <summary>
/// Seven inputs to seven points. With f the polynomial whose roots are the points, the row of a point p is f(x) / (x -
/// p), that of infinity f. All but that of 3 have the factor x - 3: it is applied first.
/// </summary>
internal readonly unsafe struct WinogradInput : IWinogradTransform
{
    public static int From => WinogradForm.Side;

    public static int To => WinogradForm.Side;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TSimd, V>(float* x, nint step, float* y, nint pitch)
        where TSimd : struct, ISimd<V>
        where V : unmanaged
    {
        V d0 = TSimd.Load(x), d1 = TSimd.Load(x + step), d2 = TSimd.Load(x + 2 * step), d3 = TSimd.Load(x + 3 * step),
            d4 = TSimd.Load(x + 4 * step), d5 = TSimd.Load(x + 5 * step), d6 = TSimd.Load(x + 6 * step);
        V minusThree = TSimd.Splat(-3), quarter = TSimd.Splat(0.25f), minusQuarter = TSimd.Splat(-0.25f),
            minusFive = TSimd.Splat(-1.25f);
        V e0 = TSimd.MultiplyAdd(minusThree, d0, d1), e1 = TSimd.MultiplyAdd(minusThree, d1, d2),
            e2 = TSimd.MultiplyAdd(minusThree, d2, d3), e3 = TSimd.MultiplyAdd(minusThree, d3, d4),
            e4 = TSimd.MultiplyAdd(minusThree, d4, d5), e5 = TSimd.MultiplyAdd(minusThree, d5, d6);
        V even = TSimd.MultiplyAdd(minusQuarter, e2, e4), odd = TSimd.MultiplyAdd(minusQuarter, e1, e3);
        V evenHalf = TSimd.Subtract(e4, e2), oddHalf = TSimd.Multiply(TSimd.Splat(0.5f), TSimd.Subtract(e3, e1));
        TSimd.Store(TSimd.MultiplyAdd(quarter, e0, TSimd.MultiplyAdd(minusFive, e2, e4)), y);
        TSimd.Store(TSimd.Add(even, odd), y + pitch);
        TSimd.Store(TSimd.Subtract(even, odd), y + 2 * pitch);
        TSimd.Store(TSimd.Add(evenHalf, oddHalf), y + 3 * pitch);
        TSimd.Store(TSimd.Subtract(evenHalf, oddHalf), y + 4 * pitch);
        TSimd.Store(TSimd.MultiplyAdd(quarter, d1, TSimd.MultiplyAdd(minusFive, d3, d5)), y + 5 * pitch);
        TSimd.Store(TSimd.MultiplyAdd(quarter, e1, TSimd.MultiplyAdd(minusFive, e3, e5)), y + 6 * pitch);
    }
}

/// <summary>Taps to points: the value of the polynomial of the taps, divided by the product of p - q.</summary>
internal readonly unsafe struct WinogradFilter<TTaps> : IWinogradTransform
    where TTaps : struct, IConstant
{
    public static int From => TTaps.Value;

    public static int To => WinogradForm.Side;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TSimd, V>(float* x, nint step, float* y, nint pitch)
        where TSimd : struct, ISimd<V>
        where V : unmanaged
    {
        V d0 = TSimd.Load(x), d1 = TSimd.Load(x + step), d2 = TSimd.Load(x + 2 * step);
        V even = TSimd.Add(d0, d2), odd = d1, evenHalf = TSimd.MultiplyAdd(TSimd.Splat(0.25f), d2, d0), oddHalf = d1;
        V three = TSimd.MultiplyAdd(TSimd.Splat(9), d2, TSimd.MultiplyAdd(TSimd.Splat(3), d1, d0)), last = d2;
        if (TTaps.Value == 5)
        {
            V d3 = TSimd.Load(x + 3 * step), d4 = TSimd.Load(x + 4 * step);
            even = TSimd.Add(even, d4);
            odd = TSimd.Add(odd, d3);
            evenHalf = TSimd.MultiplyAdd(TSimd.Splat(0.0625f), d4, evenHalf);
            oddHalf = TSimd.MultiplyAdd(TSimd.Splat(0.25f), d3, oddHalf);
            three = TSimd.MultiplyAdd(TSimd.Splat(81), d4, TSimd.MultiplyAdd(TSimd.Splat(27), d3, three));
            last = d4;
        }

        oddHalf = TSimd.Multiply(TSimd.Splat(0.5f), oddHalf);
        TSimd.Store(TSimd.Multiply(TSimd.Splat(-4 / 3f), d0), y);
        TSimd.Store(TSimd.Multiply(TSimd.Splat(-1 / 3f), TSimd.Add(even, odd)), y + pitch);
        TSimd.Store(TSimd.Multiply(TSimd.Splat(-1 / 6f), TSimd.Subtract(even, odd)), y + 2 * pitch);
        TSimd.Store(TSimd.Multiply(TSimd.Splat(16 / 15f), TSimd.Add(evenHalf, oddHalf)), y + 3 * pitch);
        TSimd.Store(TSimd.Multiply(TSimd.Splat(16 / 21f), TSimd.Subtract(evenHalf, oddHalf)), y + 4 * pitch);
        TSimd.Store(TSimd.Multiply(TSimd.Splat(1 / 210f), three), y + 5 * pitch);
        TSimd.Store(last, y + 6 * pitch);
    }
}

/// <summary>Seven points to outputs: output k is the sum of p^k times the value at p.</summary>
internal readonly unsafe struct WinogradOutput<TOutputs> : IWinogradTransform
    where TOutputs : struct, IConstant
{
    public static int From => WinogradForm.Side;

    public static int To => TOutputs.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TSimd, V>(float* x, nint step, float* y, nint pitch)
        where TSimd : struct, ISimd<V>
        where V : unmanaged
    {
        V plus = TSimd.Load(x + step), minus = TSimd.Load(x + 2 * step), plusHalf = TSimd.Load(x + 3 * step),
            minusHalf = TSimd.Load(x + 4 * step), three = TSimd.Load(x + 5 * step), last = TSimd.Load(x + 6 * step);
        V even = TSimd.Add(plus, minus), odd = TSimd.Subtract(plus, minus), evenHalf = TSimd.Add(plusHalf, minusHalf),
            oddHalf = TSimd.Subtract(plusHalf, minusHalf);
        V third = TSimd.MultiplyAdd(TSimd.Splat(9), three, TSimd.MultiplyAdd(TSimd.Splat(0.25f), evenHalf, even));
        TSimd.Store(TSimd.Add(TSimd.Add(TSimd.Load(x), three), TSimd.Add(even, evenHalf)), y);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Splat(3), three, TSimd.MultiplyAdd(TSimd.Splat(0.5f), oddHalf, odd)),
            y + pitch);
        if (TOutputs.Value == 3)
        {
            TSimd.Store(TSimd.Add(third, last), y + 2 * pitch);
            return;
        }

        V fourth = TSimd.MultiplyAdd(TSimd.Splat(0.125f), oddHalf, odd), fifth = TSimd.MultiplyAdd(
            TSimd.Splat(0.0625f), evenHalf, TSimd.Add(even, last));
        TSimd.Store(third, y + 2 * pitch);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Splat(27), three, fourth), y + 3 * pitch);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Splat(81), three, fifth), y + 4 * pitch);
    }
}
