using System.Runtime.CompilerServices;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>Local response normalization within maps. The scratch maps hold squares and the terms of dx.</content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void NormalizeMap(in MapNormalizationJob job)
    {
        Squares(job);
        for (int row = 0; row < job.Height; row++)
        {
            for (int column = 0; column < job.Width; column++)
            {
                float* x = job.X + row * job.XRow + column * 16, y = job.Y + row * job.YRow + column * 16;
                for (int lane = 0; lane < 16; lane += TSimd.Width)
                {
                    TSimd.Store(TSimd.Multiply(TSimd.Load(x + lane),
                        InversePower(Scale(job, row, column, lane), job.Beta)), y + lane);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void NormalizeMapGradient(in MapNormalizationJob job)
    {
        Squares(job);
        for (int row = 0; row < job.Height; row++)
        {
            for (int column = 0; column < job.Width; column++)
            {
                float* x = job.X + row * job.XRow + column * 16, dy = job.Dy + row * job.DyRow + column * 16;
                float* term = job.Scratch + Plane(job) + ((nint)row * job.Width + column) * 16;
                for (int lane = 0; lane < 16; lane += TSimd.Width)
                {
                    V scale = Scale(job, row, column, lane);
                    V direct = TSimd.Multiply(TSimd.Load(dy + lane), InversePower(scale, job.Beta));
                    TSimd.Store(direct, dy + lane);
                    TSimd.Store(TSimd.Divide(TSimd.Multiply(direct, TSimd.Load(x + lane)), scale), term + lane);
                }
            }
        }

        V factor = TSimd.Splat(-2 * job.Alpha * job.Beta), zero = TSimd.Splat(0);
        for (int row = 0; row < job.Height; row++)
        {
            for (int column = 0; column < job.Width; column++)
            {
                float* x = job.X + row * job.XRow + column * 16, dy = job.Dy + row * job.DyRow + column * 16;
                float* dx = job.Dx + row * job.DxRow + column * 16;
                for (int lane = 0; lane < 16; lane += TSimd.Width)
                {
                    V value = TSimd.Load(x + lane);
                    V slope = TSimd.MultiplyAdd(TSimd.Multiply(factor, value),
                        Window(job, job.Scratch + Plane(job) + lane, row, column), TSimd.Load(dy + lane));
                    if (job.Rectified)
                        slope = TSimd.WhereGreater(value, zero, slope, zero);
                    TSimd.Store(slope, dx + lane);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Plane(in MapNormalizationJob job) => (nint)job.Height * job.Width * 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scale(in MapNormalizationJob job, int row, int column, int lane) =>
        TSimd.MultiplyAdd(TSimd.Splat(job.Alpha), Window(job, job.Scratch + lane, row, column), TSimd.Splat(job.K));

    /// <summary>Returns the sum over the window of a pixel; outside the map are zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Window(in MapNormalizationJob job, float* plane, int row, int column) =>
        Sum(plane, (nint)job.Width * 16, Math.Max(0, row - job.Reach), Math.Min(job.Height, row + job.Reach + 1),
            Math.Max(0, column - job.Reach), Math.Min(job.Width, column + job.Reach + 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Squares(in MapNormalizationJob job)
    {
        for (int row = 0; row < job.Height; row++)
        {
            float* x = job.X + row * job.XRow, square = job.Scratch + (nint)row * job.Width * 16;
            for (int i = 0; i < job.Width * 16; i += TSimd.Width)
            {
                V value = TSimd.Load(x + i);
                TSimd.Store(TSimd.Multiply(value, value), square + i);
            }
        }
    }
}
