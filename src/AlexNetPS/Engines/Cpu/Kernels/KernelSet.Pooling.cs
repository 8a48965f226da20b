using System.Runtime.CompilerServices;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>
/// Max pooling over blocks of 16 channels. Positions are counted in a register, which is cheaper than a conversion for
/// each value.
/// </content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MaxPool(in PoolJob job)
    {
        int kernel = job.Kernel, stride = job.Stride, width = job.Width, left = job.Left, outputs = job.Outputs;
        int y = job.Row * stride - job.Top;
        int firstRow = Math.Max(0, -y), lastRow = Math.Min(kernel, job.Height - y);
        nint rowPitch = job.InRow;
        float* input = job.In + (y + firstRow) * rowPitch, output = job.Out;
        byte* winners = job.Winners;
        bool rectified = job.Rectified;
        V one = TSimd.Splat(1), below = TSimd.Splat(kernel), nobody = TSimd.Splat(PoolJob.Nobody);
        for (int o = 0; o < outputs; o++)
        {
            int x = o * stride - left;
            int firstColumn = Math.Max(0, -x), columns = Math.Min(kernel, width - x) - firstColumn;
            float* window = input + (x + firstColumn) * 16;
            V first = TSimd.Splat(firstRow * kernel + firstColumn);
            for (int lane = 0; lane < 16; lane += TSimd.Width)
            {
                V best = TSimd.Splat(float.NegativeInfinity), winner = first, rowStart = first;
                float* row = window + lane;
                for (int r = firstRow; r < lastRow; r++)
                {
                    V position = rowStart;
                    if (columns == 3)
                    {
                        Compare(row, position, ref best, ref winner);
                        position = TSimd.Add(position, one);
                        Compare(row + 16, position, ref best, ref winner);
                        position = TSimd.Add(position, one);
                        Compare(row + 32, position, ref best, ref winner);
                    }
                    else
                    {
                        for (int c = 0; c < columns; c++)
                        {
                            Compare(row + c * 16, position, ref best, ref winner);
                            position = TSimd.Add(position, one);
                        }
                    }

                    rowStart = TSimd.Add(rowStart, below);
                    row += rowPitch;
                }

                TSimd.Store(best, output + o * 16 + lane);
                if (winners == null)
                    continue;
                if (rectified)
                    winner = TSimd.WhereGreater(best, TSimd.Splat(0), winner, nobody);
                TSimd.StoreBytes(winner, winners + o * 16 + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MaxPoolGradient(in PoolJob job)
    {
        int kernel = job.Kernel, stride = job.Stride, width = job.Width, left = job.Left, outputs = job.Outputs;
        int y = job.Row * stride - job.Top;
        int firstRow = Math.Max(0, -y), lastRow = Math.Min(kernel, job.Height - y);
        nint rowPitch = job.InRow;
        float* input = job.In + (y + firstRow) * rowPitch, output = job.Out;
        byte* winners = job.Winners;
        V one = TSimd.Splat(1), below = TSimd.Splat(kernel);
        for (int o = 0; o < outputs; o++)
        {
            int x = o * stride - left;
            int firstColumn = Math.Max(0, -x), columns = Math.Min(kernel, width - x) - firstColumn;
            float* window = input + (x + firstColumn) * 16;
            V first = TSimd.Splat(firstRow * kernel + firstColumn);
            for (int lane = 0; lane < 16; lane += TSimd.Width)
            {
                V gradient = TSimd.Load(output + o * 16 + lane), winner = TSimd.LoadBytes(winners + o * 16 + lane);
                V rowStart = first;
                float* row = window + lane;
                for (int r = firstRow; r < lastRow; r++)
                {
                    V position = rowStart;
                    if (columns == 3)
                    {
                        AddWhere(winner, position, gradient, row);
                        position = TSimd.Add(position, one);
                        AddWhere(winner, position, gradient, row + 16);
                        position = TSimd.Add(position, one);
                        AddWhere(winner, position, gradient, row + 32);
                    }
                    else
                    {
                        for (int c = 0; c < columns; c++)
                        {
                            AddWhere(winner, position, gradient, row + c * 16);
                            position = TSimd.Add(position, one);
                        }
                    }

                    rowStart = TSimd.Add(rowStart, below);
                    row += rowPitch;
                }
            }
        }
    }

    /// <summary>Keeps the larger value and its position; a NaN is never the larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compare(float* source, V position, ref V best, ref V winner)
    {
        V value = TSimd.Load(source);
        winner = TSimd.WhereGreater(value, best, position, winner);
        best = TSimd.Max(value, best);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWhere(V winner, V position, V gradient, float* target)
    {
        V won = TSimd.WhereEqual(winner, position, gradient, TSimd.Splat(0));
        TSimd.Store(TSimd.Add(TSimd.Load(target), won), target);
    }
}
