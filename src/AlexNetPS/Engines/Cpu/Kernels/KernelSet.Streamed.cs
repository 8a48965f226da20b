using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>
/// Products whose weights come from memory and are used once: the linear layers of one image. Memory sets the pace, so
/// the weights are read in one pass and prefetched. The sums have the order of the register tile, so the bits are the
/// same.
/// </content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    private static void Streamed(in TileJob job)
    {
        // The register tile passes over a panel once for each two registers. Wide registers need one pass.
        if (TSimd.Width is 1 or 16 || job.Pixels > 1 || job.B != job.A + 16)
        {
            Columns<StreamedTile>(job);
            return;
        }

        for (int lane = 0; lane < 32; lane += 4 * TSimd.Width)
            FourRegisters(job, lane);
    }

    /// <summary>One pixel by four registers of a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRegisters(in TileJob job, int lane)
    {
        int middle = lane + 2 * TSimd.Width;
        float* left = lane < 16 ? job.OutA + lane : job.OutB + (lane - 16);
        float* right = middle < 16 ? job.OutA + middle : job.OutB + (middle - 16);
        V a = TSimd.Splat(0), b = a, c = a, d = a;
        if (job.Accumulate)
        {
            a = TSimd.Load(left);
            b = TSimd.Load(left + TSimd.Width);
            c = TSimd.Load(right);
            d = TSimd.Load(right + TSimd.Width);
        }
        else if (job.Bias != null)
        {
            float* bias = job.Bias + lane;
            a = TSimd.Load(bias);
            b = TSimd.Load(bias + TSimd.Width);
            c = TSimd.Load(bias + 2 * TSimd.Width);
            d = TSimd.Load(bias + 3 * TSimd.Width);
        }

        float* vector = job.A + lane;
        int* offsets = job.Offsets;
        int segments = job.Segments, length = job.Length;
        nint toSegment = job.VectorSegment - length * StreamedTile.VectorStep;
        for (int s = 0; s < segments; s++, vector += toSegment)
        {
            float* x = job.X + offsets[s];
            for (int k = 0; k < length; k++, vector += StreamedTile.VectorStep)
            {
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(vector + StreamedTile.Ahead);
                    if (TSimd.Width > 4)
                        Sse.Prefetch0(vector + 16 + StreamedTile.Ahead);
                }

                V value = TSimd.Splat(x[k]);
                a = TSimd.MultiplyAdd(value, TSimd.Load(vector), a);
                b = TSimd.MultiplyAdd(value, TSimd.Load(vector + TSimd.Width), b);
                c = TSimd.MultiplyAdd(value, TSimd.Load(vector + 2 * TSimd.Width), c);
                d = TSimd.MultiplyAdd(value, TSimd.Load(vector + 3 * TSimd.Width), d);
            }
        }

        if (job.Relu)
        {
            V zero = TSimd.Splat(0);
            a = TSimd.Max(zero, a);
            b = TSimd.Max(zero, b);
            c = TSimd.Max(zero, c);
            d = TSimd.Max(zero, d);
        }

        TSimd.Store(a, left);
        TSimd.Store(b, left + TSimd.Width);
        TSimd.Store(c, right);
        TSimd.Store(d, right + TSimd.Width);
    }
}
