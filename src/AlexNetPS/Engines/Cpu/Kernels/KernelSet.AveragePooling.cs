using System.Runtime.CompilerServices;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>Average pooling over blocks of 16 channels.</content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AveragePool(in AveragePoolJob job)
    {
        for (int row = 0; row < job.Rows.Output; row++)
        {
            (int top, int bottom) = job.Rows.ValuesOf(row);
            for (int column = 0; column < job.Columns.Output; column++)
            {
                (int left, int right) = job.Columns.ValuesOf(column);
                V share = TSimd.Splat(1f / ((bottom - top) * (right - left)));
                float* mean = job.Out + row * job.OutRow + column * 16;
                for (int lane = 0; lane < 16; lane += TSimd.Width)
                {
                    TSimd.Store(TSimd.Multiply(Sum(job.In + lane, job.InRow, top, bottom, left, right), share),
                        mean + lane);
                }
            }
        }
    }

    // The windows that contain a value are summed, so that no value is written twice and dx may be the input.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AveragePoolGradient(in AveragePoolJob job)
    {
        for (int row = 0; row < job.Rows.Output; row++)
        {
            (int top, int bottom) = job.Rows.ValuesOf(row);
            for (int column = 0; column < job.Columns.Output; column++)
            {
                (int left, int right) = job.Columns.ValuesOf(column);
                Scale(job.Out + row * job.OutRow + column * 16, 1f / ((bottom - top) * (right - left)), 16);
            }
        }

        V zero = TSimd.Splat(0);
        for (int y = 0; y < job.Rows.Input; y++)
        {
            (int top, int bottom) = job.Rows.WindowsOf(y);
            for (int x = 0; x < job.Columns.Input; x++)
            {
                (int left, int right) = job.Columns.WindowsOf(x);
                float* gradient = job.In + y * job.InRow + x * 16, value = job.Rectified + y * job.RectifiedRow + x * 16;
                for (int lane = 0; lane < 16; lane += TSimd.Width)
                {
                    V sum = Sum(job.Out + lane, job.OutRow, top, bottom, left, right);
                    if (job.Rectified != null)
                        sum = TSimd.WhereGreater(TSimd.Load(value + lane), zero, sum, zero);
                    TSimd.Store(sum, gradient + lane);
                }
            }
        }
    }

    /// <summary>Returns the sum of a rectangle of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum(float* map, nint pitch, int top, int bottom, int left, int right)
    {
        V sum = TSimd.Splat(0);
        for (int y = top; y < bottom; y++)
        {
            float* row = map + y * pitch;
            for (int x = left; x < right; x++)
                sum = TSimd.Add(sum, TSimd.Load(row + x * 16));
        }

        return sum;
    }
}
