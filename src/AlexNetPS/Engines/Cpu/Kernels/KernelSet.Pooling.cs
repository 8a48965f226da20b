using System.Runtime.CompilerServices;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>Max pooling over blocks of 16 channels.</content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MaxPool(in PoolJob job)
    {
        int y = job.Row * job.Stride - job.Top;
        int firstRow = Math.Max(0, -y), lastRow = Math.Min(job.Kernel, job.Height - y);
        for (int o = 0; o < job.Outputs; o++)
        {
            int x = o * job.Stride - job.Left;
            int firstColumn = Math.Max(0, -x), lastColumn = Math.Min(job.Kernel, job.Width - x);
            float* window = job.In + y * job.InRow + x * 16;
            for (int lane = 0; lane < 16; lane += TSimd.Width)
            {
                V best = TSimd.Splat(float.NegativeInfinity), winner = TSimd.Splat(firstRow * job.Kernel + firstColumn);
                for (int r = firstRow; r < lastRow; r++)
                {
                    float* row = window + r * job.InRow + lane;
                    for (int c = firstColumn; c < lastColumn; c++)
                    {
                        V value = TSimd.Load(row + c * 16);
                        winner = TSimd.WhereGreater(value, best, TSimd.Splat(r * job.Kernel + c), winner);
                        best = TSimd.WhereGreater(value, best, value, best);
                    }
                }

                if (job.Rectified)
                    winner = TSimd.WhereGreater(best, TSimd.Splat(0), winner, TSimd.Splat(PoolJob.Nobody));
                TSimd.Store(best, job.Out + o * 16 + lane);
                if (job.Winners != null)
                    TSimd.StoreBytes(winner, job.Winners + o * 16 + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MaxPoolGradient(in PoolJob job)
    {
        int y = job.Row * job.Stride - job.Top;
        int firstRow = Math.Max(0, -y), lastRow = Math.Min(job.Kernel, job.Height - y);
        V zero = TSimd.Splat(0);
        for (int o = 0; o < job.Outputs; o++)
        {
            int x = o * job.Stride - job.Left;
            int firstColumn = Math.Max(0, -x), lastColumn = Math.Min(job.Kernel, job.Width - x);
            float* window = job.In + y * job.InRow + x * 16;
            for (int lane = 0; lane < 16; lane += TSimd.Width)
            {
                V gradient = TSimd.Load(job.Out + o * 16 + lane), winner = TSimd.LoadBytes(job.Winners + o * 16 + lane);
                for (int r = firstRow; r < lastRow; r++)
                {
                    float* row = window + r * job.InRow + lane;
                    for (int c = firstColumn; c < lastColumn; c++)
                    {
                        V won = TSimd.WhereEqual(winner, TSimd.Splat(r * job.Kernel + c), gradient, zero);
                        TSimd.Store(TSimd.Add(TSimd.Load(row + c * 16), won), row + c * 16);
                    }
                }
            }
        }
    }
}
