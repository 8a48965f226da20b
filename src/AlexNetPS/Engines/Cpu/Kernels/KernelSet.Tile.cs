using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>
/// The register tile: up to 14 pixels by two registers of channels. Every accumulator is a separate local, because only
/// locals are kept in registers; the comparisons with <c>Pixels</c> and <c>Two</c> are constants of each compiled
/// kernel.
/// </content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    private const int CacheLine = 64 / sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TPixels, TGeometry, TColumns>(in TileJob job, float* x, float* a, float* b, float* outA,
        float* outB, float* biasA, float* biasB, float* next)
        where TPixels : struct, IConstant
        where TGeometry : struct, ITileGeometry
        where TColumns : struct, IConstant
    {
        nint pixel = TGeometry.XPixel != 0 ? TGeometry.XPixel : job.XPixel;
        nint step = TGeometry.XStep != 0 ? TGeometry.XStep : job.XStep;
        nint vector = TGeometry.VectorStep != 0 ? TGeometry.VectorStep : job.VectorStep;
        nint outPixel = job.OutPixel, toB = TColumns.Value > 1 ? (nint)(b - a) : 0;
        int* offsets = job.Offsets;
        int segments = job.Segments, length = job.Length;
        // Not s * segment: a multiplication in front of the loads of each segment costs a tenth of the rate.
        nint toSegment = job.VectorSegment - length * vector;
        V startA = TSimd.Splat(0), startB = startA;
        if (biasA != null)
        {
            startA = TSimd.Load(biasA);
            if (TColumns.Value > 1)
                startB = TSimd.Load(biasB);
        }

        V a0 = startA, a1 = startA, a2 = startA, a3 = startA, a4 = startA, a5 = startA, a6 = startA, a7 = startA, a8 =
            startA, a9 = startA, a10 = startA, a11 = startA, a12 = startA, a13 = startA;
        V b0 = startB, b1 = startB, b2 = startB, b3 = startB, b4 = startB, b5 = startB, b6 = startB, b7 = startB, b8 =
            startB, b9 = startB, b10 = startB, b11 = startB, b12 = startB, b13 = startB;
        if (job.Accumulate)
        {
            a0 = TSimd.Load(outA);
            if (TColumns.Value > 1)
                b0 = TSimd.Load(outB);
            if (TPixels.Value > 1)
                a1 = TSimd.Load(outA + TGeometry.Out(1, outPixel));
            if (TPixels.Value > 1 && TColumns.Value > 1)
                b1 = TSimd.Load(outB + TGeometry.Out(1, outPixel));
            if (TPixels.Value > 2)
                a2 = TSimd.Load(outA + TGeometry.Out(2, outPixel));
            if (TPixels.Value > 2 && TColumns.Value > 1)
                b2 = TSimd.Load(outB + TGeometry.Out(2, outPixel));
            if (TPixels.Value > 3)
                a3 = TSimd.Load(outA + TGeometry.Out(3, outPixel));
            if (TPixels.Value > 3 && TColumns.Value > 1)
                b3 = TSimd.Load(outB + TGeometry.Out(3, outPixel));
            if (TPixels.Value > 4)
                a4 = TSimd.Load(outA + TGeometry.Out(4, outPixel));
            if (TPixels.Value > 4 && TColumns.Value > 1)
                b4 = TSimd.Load(outB + TGeometry.Out(4, outPixel));
            if (TPixels.Value > 5)
                a5 = TSimd.Load(outA + TGeometry.Out(5, outPixel));
            if (TPixels.Value > 5 && TColumns.Value > 1)
                b5 = TSimd.Load(outB + TGeometry.Out(5, outPixel));
            if (TPixels.Value > 6)
                a6 = TSimd.Load(outA + TGeometry.Out(6, outPixel));
            if (TPixels.Value > 6 && TColumns.Value > 1)
                b6 = TSimd.Load(outB + TGeometry.Out(6, outPixel));
            if (TPixels.Value > 7)
                a7 = TSimd.Load(outA + TGeometry.Out(7, outPixel));
            if (TPixels.Value > 7 && TColumns.Value > 1)
                b7 = TSimd.Load(outB + TGeometry.Out(7, outPixel));
            if (TPixels.Value > 8)
                a8 = TSimd.Load(outA + TGeometry.Out(8, outPixel));
            if (TPixels.Value > 8 && TColumns.Value > 1)
                b8 = TSimd.Load(outB + TGeometry.Out(8, outPixel));
            if (TPixels.Value > 9)
                a9 = TSimd.Load(outA + TGeometry.Out(9, outPixel));
            if (TPixels.Value > 9 && TColumns.Value > 1)
                b9 = TSimd.Load(outB + TGeometry.Out(9, outPixel));
            if (TPixels.Value > 10)
                a10 = TSimd.Load(outA + TGeometry.Out(10, outPixel));
            if (TPixels.Value > 10 && TColumns.Value > 1)
                b10 = TSimd.Load(outB + TGeometry.Out(10, outPixel));
            if (TPixels.Value > 11)
                a11 = TSimd.Load(outA + TGeometry.Out(11, outPixel));
            if (TPixels.Value > 11 && TColumns.Value > 1)
                b11 = TSimd.Load(outB + TGeometry.Out(11, outPixel));
            if (TPixels.Value > 12)
                a12 = TSimd.Load(outA + TGeometry.Out(12, outPixel));
            if (TPixels.Value > 12 && TColumns.Value > 1)
                b12 = TSimd.Load(outB + TGeometry.Out(12, outPixel));
            if (TPixels.Value > 13)
                a13 = TSimd.Load(outA + TGeometry.Out(13, outPixel));
            if (TPixels.Value > 13 && TColumns.Value > 1)
                b13 = TSimd.Load(outB + TGeometry.Out(13, outPixel));
        }

        float* pv = a;
        int nextLines = job.NextLines;
        for (int s = 0; s < segments; s++, pv += toSegment)
        {
            float* px = x + offsets[s];
            if (TGeometry.Paced && Sse.IsSupported)
            {
                for (int line = 0; line < nextLines; line++, next += CacheLine)
                    Sse.Prefetch1(next);
            }

            for (int k = 0; k < length; k++)
            {
                V va = TSimd.Load(pv), vb = TColumns.Value > 1 ? TSimd.Load(pv + toB) : va, value;
                if (TGeometry.Ahead > 0 && Sse.IsSupported)
                {
                    Sse.Prefetch0(pv + TGeometry.Ahead);
                    // Two narrow registers are one cache line.
                    if (TColumns.Value > 1 && TSimd.Width == 16)
                        Sse.Prefetch0(pv + toB + TGeometry.Ahead);
                }

                value = TSimd.Splat(*px);
                a0 = TSimd.MultiplyAdd(value, va, a0);
                if (TColumns.Value > 1)
                    b0 = TSimd.MultiplyAdd(value, vb, b0);
                if (TPixels.Value > 1)
                {
                    value = TSimd.Splat(px[TGeometry.Row(1, pixel)]);
                    a1 = TSimd.MultiplyAdd(value, va, a1);
                    if (TColumns.Value > 1)
                        b1 = TSimd.MultiplyAdd(value, vb, b1);
                }

                if (TPixels.Value > 2)
                {
                    value = TSimd.Splat(px[TGeometry.Row(2, pixel)]);
                    a2 = TSimd.MultiplyAdd(value, va, a2);
                    if (TColumns.Value > 1)
                        b2 = TSimd.MultiplyAdd(value, vb, b2);
                }

                if (TPixels.Value > 3)
                {
                    value = TSimd.Splat(px[TGeometry.Row(3, pixel)]);
                    a3 = TSimd.MultiplyAdd(value, va, a3);
                    if (TColumns.Value > 1)
                        b3 = TSimd.MultiplyAdd(value, vb, b3);
                }

                if (TPixels.Value > 4)
                {
                    value = TSimd.Splat(px[TGeometry.Row(4, pixel)]);
                    a4 = TSimd.MultiplyAdd(value, va, a4);
                    if (TColumns.Value > 1)
                        b4 = TSimd.MultiplyAdd(value, vb, b4);
                }

                if (TPixels.Value > 5)
                {
                    value = TSimd.Splat(px[TGeometry.Row(5, pixel)]);
                    a5 = TSimd.MultiplyAdd(value, va, a5);
                    if (TColumns.Value > 1)
                        b5 = TSimd.MultiplyAdd(value, vb, b5);
                }

                if (TPixels.Value > 6)
                {
                    value = TSimd.Splat(px[TGeometry.Row(6, pixel)]);
                    a6 = TSimd.MultiplyAdd(value, va, a6);
                    if (TColumns.Value > 1)
                        b6 = TSimd.MultiplyAdd(value, vb, b6);
                }

                if (TPixels.Value > 7)
                {
                    value = TSimd.Splat(px[TGeometry.Row(7, pixel)]);
                    a7 = TSimd.MultiplyAdd(value, va, a7);
                    if (TColumns.Value > 1)
                        b7 = TSimd.MultiplyAdd(value, vb, b7);
                }

                if (TPixels.Value > 8)
                {
                    value = TSimd.Splat(px[TGeometry.Row(8, pixel)]);
                    a8 = TSimd.MultiplyAdd(value, va, a8);
                    if (TColumns.Value > 1)
                        b8 = TSimd.MultiplyAdd(value, vb, b8);
                }

                if (TPixels.Value > 9)
                {
                    value = TSimd.Splat(px[TGeometry.Row(9, pixel)]);
                    a9 = TSimd.MultiplyAdd(value, va, a9);
                    if (TColumns.Value > 1)
                        b9 = TSimd.MultiplyAdd(value, vb, b9);
                }

                if (TPixels.Value > 10)
                {
                    value = TSimd.Splat(px[TGeometry.Row(10, pixel)]);
                    a10 = TSimd.MultiplyAdd(value, va, a10);
                    if (TColumns.Value > 1)
                        b10 = TSimd.MultiplyAdd(value, vb, b10);
                }

                if (TPixels.Value > 11)
                {
                    value = TSimd.Splat(px[TGeometry.Row(11, pixel)]);
                    a11 = TSimd.MultiplyAdd(value, va, a11);
                    if (TColumns.Value > 1)
                        b11 = TSimd.MultiplyAdd(value, vb, b11);
                }

                if (TPixels.Value > 12)
                {
                    value = TSimd.Splat(px[TGeometry.Row(12, pixel)]);
                    a12 = TSimd.MultiplyAdd(value, va, a12);
                    if (TColumns.Value > 1)
                        b12 = TSimd.MultiplyAdd(value, vb, b12);
                }

                if (TPixels.Value > 13)
                {
                    value = TSimd.Splat(px[TGeometry.Row(13, pixel)]);
                    a13 = TSimd.MultiplyAdd(value, va, a13);
                    if (TColumns.Value > 1)
                        b13 = TSimd.MultiplyAdd(value, vb, b13);
                }

                px += step;
                pv += vector;
            }
        }

        if (job.Relu)
        {
            V zero = TSimd.Splat(0);
            a0 = TSimd.Max(zero, a0);
            b0 = TSimd.Max(zero, b0);
            a1 = TSimd.Max(zero, a1);
            b1 = TSimd.Max(zero, b1);
            a2 = TSimd.Max(zero, a2);
            b2 = TSimd.Max(zero, b2);
            a3 = TSimd.Max(zero, a3);
            b3 = TSimd.Max(zero, b3);
            a4 = TSimd.Max(zero, a4);
            b4 = TSimd.Max(zero, b4);
            a5 = TSimd.Max(zero, a5);
            b5 = TSimd.Max(zero, b5);
            a6 = TSimd.Max(zero, a6);
            b6 = TSimd.Max(zero, b6);
            a7 = TSimd.Max(zero, a7);
            b7 = TSimd.Max(zero, b7);
            a8 = TSimd.Max(zero, a8);
            b8 = TSimd.Max(zero, b8);
            a9 = TSimd.Max(zero, a9);
            b9 = TSimd.Max(zero, b9);
            a10 = TSimd.Max(zero, a10);
            b10 = TSimd.Max(zero, b10);
            a11 = TSimd.Max(zero, a11);
            b11 = TSimd.Max(zero, b11);
            a12 = TSimd.Max(zero, a12);
            b12 = TSimd.Max(zero, b12);
            a13 = TSimd.Max(zero, a13);
            b13 = TSimd.Max(zero, b13);
        }

        TSimd.Store(a0, outA);
        if (TColumns.Value > 1)
            TSimd.Store(b0, outB);
        if (TPixels.Value > 1)
            TSimd.Store(a1, outA + TGeometry.Out(1, outPixel));
        if (TPixels.Value > 1 && TColumns.Value > 1)
            TSimd.Store(b1, outB + TGeometry.Out(1, outPixel));
        if (TPixels.Value > 2)
            TSimd.Store(a2, outA + TGeometry.Out(2, outPixel));
        if (TPixels.Value > 2 && TColumns.Value > 1)
            TSimd.Store(b2, outB + TGeometry.Out(2, outPixel));
        if (TPixels.Value > 3)
            TSimd.Store(a3, outA + TGeometry.Out(3, outPixel));
        if (TPixels.Value > 3 && TColumns.Value > 1)
            TSimd.Store(b3, outB + TGeometry.Out(3, outPixel));
        if (TPixels.Value > 4)
            TSimd.Store(a4, outA + TGeometry.Out(4, outPixel));
        if (TPixels.Value > 4 && TColumns.Value > 1)
            TSimd.Store(b4, outB + TGeometry.Out(4, outPixel));
        if (TPixels.Value > 5)
            TSimd.Store(a5, outA + TGeometry.Out(5, outPixel));
        if (TPixels.Value > 5 && TColumns.Value > 1)
            TSimd.Store(b5, outB + TGeometry.Out(5, outPixel));
        if (TPixels.Value > 6)
            TSimd.Store(a6, outA + TGeometry.Out(6, outPixel));
        if (TPixels.Value > 6 && TColumns.Value > 1)
            TSimd.Store(b6, outB + TGeometry.Out(6, outPixel));
        if (TPixels.Value > 7)
            TSimd.Store(a7, outA + TGeometry.Out(7, outPixel));
        if (TPixels.Value > 7 && TColumns.Value > 1)
            TSimd.Store(b7, outB + TGeometry.Out(7, outPixel));
        if (TPixels.Value > 8)
            TSimd.Store(a8, outA + TGeometry.Out(8, outPixel));
        if (TPixels.Value > 8 && TColumns.Value > 1)
            TSimd.Store(b8, outB + TGeometry.Out(8, outPixel));
        if (TPixels.Value > 9)
            TSimd.Store(a9, outA + TGeometry.Out(9, outPixel));
        if (TPixels.Value > 9 && TColumns.Value > 1)
            TSimd.Store(b9, outB + TGeometry.Out(9, outPixel));
        if (TPixels.Value > 10)
            TSimd.Store(a10, outA + TGeometry.Out(10, outPixel));
        if (TPixels.Value > 10 && TColumns.Value > 1)
            TSimd.Store(b10, outB + TGeometry.Out(10, outPixel));
        if (TPixels.Value > 11)
            TSimd.Store(a11, outA + TGeometry.Out(11, outPixel));
        if (TPixels.Value > 11 && TColumns.Value > 1)
            TSimd.Store(b11, outB + TGeometry.Out(11, outPixel));
        if (TPixels.Value > 12)
            TSimd.Store(a12, outA + TGeometry.Out(12, outPixel));
        if (TPixels.Value > 12 && TColumns.Value > 1)
            TSimd.Store(b12, outB + TGeometry.Out(12, outPixel));
        if (TPixels.Value > 13)
            TSimd.Store(a13, outA + TGeometry.Out(13, outPixel));
        if (TPixels.Value > 13 && TColumns.Value > 1)
            TSimd.Store(b13, outB + TGeometry.Out(13, outPixel));
    }
}
