using System.Numerics;
using System.Runtime.InteropServices;

namespace AlexNetPS.Inference.Projections;

/// <summary>Sums and products of vectors of double.</summary>
internal static class VectorMath
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> va = MemoryMarshal.Cast<double, Vector<double>>(a);
        ReadOnlySpan<Vector<double>> vb = MemoryMarshal.Cast<double, Vector<double>>(b);
        Vector<double> sum = default;
        for (int i = 0; i < va.Length; i++)
            sum += va[i] * vb[i];
        double total = Vector.Sum(sum);
        for (int i = va.Length * Vector<double>.Count; i < a.Length; i++)
            total += a[i] * b[i];
        return total;
    }

    /// <summary>target += factor * source.</summary>
    public static void Add(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        Span<Vector<double>> vt = MemoryMarshal.Cast<double, Vector<double>>(target);
        ReadOnlySpan<Vector<double>> vs = MemoryMarshal.Cast<double, Vector<double>>(source);
        var f = new Vector<double>(factor);
        for (int i = 0; i < vt.Length; i++)
            vt[i] += f * vs[i];
        for (int i = vt.Length * Vector<double>.Count; i < target.Length; i++)
            target[i] += factor * source[i];
    }

    public static void Scale(Span<double> target, double factor)
    {
        for (int i = 0; i < target.Length; i++)
            target[i] *= factor;
    }

    public static double Norm(ReadOnlySpan<double> a) => Math.Sqrt(Dot(a, a));
}
