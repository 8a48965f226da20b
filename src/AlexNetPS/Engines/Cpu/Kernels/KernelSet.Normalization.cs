using System.Runtime.CompilerServices;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>
/// Local response normalization. A strip of pixels is copied channel by channel, so that a window is a few shifted
/// loads.
/// </content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Normalize(in NormalizationJob job)
    {
        for (int first = 0; first < job.Pixels; first += NormalizationJob.Strip)
        {
            int pixels = Math.Min(NormalizationJob.Strip, job.Pixels - first), pitch = Squares(job, first, pixels);
            V alpha = TSimd.Splat(job.Alpha), k = TSimd.Splat(job.K);
            for (int p = 0; p < pixels; p++)
            {
                float* squares = job.Scratch + p * pitch + job.Margin;
                float* x = job.X + (first + p) * 16, y = job.Y + (first + p) * 16;
                for (int block = 0; block < job.Blocks; block++)
                {
                    for (int lane = 0; lane < 16; lane += TSimd.Width)
                    {
                        V scale = TSimd.MultiplyAdd(alpha, WindowSum(squares + block * 16 + lane, job.Reach), k);
                        V value = TSimd.Load(x + block * job.XBlock + lane);
                        TSimd.Store(TSimd.Multiply(value, InversePower(scale, job.Beta)),
                            y + block * job.YBlock + lane);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void NormalizeGradient(in NormalizationJob job)
    {
        V alpha = TSimd.Splat(job.Alpha), k = TSimd.Splat(job.K), factor =
            TSimd.Splat(-2 * job.Alpha * job.Beta), zero = TSimd.Splat(0);
        for (int first = 0; first < job.Pixels; first += NormalizationJob.Strip)
        {
            int pixels = Math.Min(NormalizationJob.Strip, job.Pixels - first), pitch = Squares(job, first, pixels);
            float* terms = job.Scratch + NormalizationJob.Strip * pitch;
            for (int p = 0; p < pixels; p++)
            {
                float* squares = job.Scratch + p * pitch + job.Margin, term = terms + p * pitch + job.Margin;
                float* x = job.X + (first + p) * 16, dy = job.Dy + (first + p) * 16;
                ClearMargins(terms + p * pitch, pitch, job.Margin);
                if (job.XBefore != null)
                    NeighborTerms(job, squares - 16, job.XBefore, job.DyBefore, first + p, term - 16);
                if (job.XAfter != null)
                    NeighborTerms(job, squares + job.Blocks * 16, job.XAfter, job.DyAfter, first + p, term + job.Blocks * 16);
                for (int block = 0; block < job.Blocks; block++)
                {
                    for (int lane = 0; lane < 16; lane += TSimd.Width)
                    {
                        V scale = TSimd.MultiplyAdd(alpha, WindowSum(squares + block * 16 + lane, job.Reach), k);
                        V direct = TSimd.Multiply(TSimd.Load(dy + block * job.DyBlock + lane),
                            InversePower(scale, job.Beta));
                        TSimd.Store(direct, dy + block * job.DyBlock + lane);
                        TSimd.Store(TSimd.Divide(TSimd.Multiply(direct, TSimd.Load(x + block * job.XBlock + lane)),
                            scale), term + block * 16 + lane);
                    }
                }
            }

            for (int p = 0; p < pixels; p++)
            {
                float* term = terms + p * pitch + job.Margin;
                float* x = job.X + (first + p) * 16, dy = job.Dy + (first + p) * 16, dx = job.Dx + (first + p) * 16;
                for (int block = 0; block < job.Blocks; block++)
                {
                    for (int lane = 0; lane < 16; lane += TSimd.Width)
                    {
                        V value = TSimd.Load(x + block * job.XBlock + lane), direct =
                            TSimd.Load(dy + block * job.DyBlock + lane);
                        V slope = TSimd.MultiplyAdd(TSimd.Multiply(factor, value),
                            WindowSum(term + block * 16 + lane, job.Reach), direct);
                        if (job.Rectified)
                            slope = TSimd.WhereGreater(value, zero, slope, zero);
                        TSimd.Store(slope, dx + block * job.DxBlock + lane);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Squares(in NormalizationJob job, int first, int pixels)
    {
        int pitch = job.Blocks * 16 + 2 * job.Margin;
        for (int p = 0; p < pixels; p++)
        {
            float* x = job.X + (first + p) * 16, row = job.Scratch + p * pitch;
            ClearMargins(row, pitch, job.Margin);
            if (job.XBefore != null)
                NeighborSquares(job.XBefore + (first + p) * 16, row + job.Margin - 16);
            if (job.XAfter != null)
                NeighborSquares(job.XAfter + (first + p) * 16, row + pitch - job.Margin);
            for (int block = 0; block < job.Blocks; block++)
            {
                for (int lane = 0; lane < 16; lane += TSimd.Width)
                {
                    V value = TSimd.Load(x + block * job.XBlock + lane);
                    TSimd.Store(TSimd.Multiply(value, value), row + job.Margin + block * 16 + lane);
                }
            }
        }

        return pitch;
    }

    private static void NeighborSquares(float* x, float* squares)
    {
        for (int lane = 0; lane < 16; lane += TSimd.Width)
        {
            V value = TSimd.Load(x + lane);
            TSimd.Store(TSimd.Multiply(value, value), squares + lane);
        }
    }

    // The same operations as for own channels.
    private static void NeighborTerms(in NormalizationJob job, float* squares, float* x, float* dy, int pixel, float* terms)
    {
        V alpha = TSimd.Splat(job.Alpha), k = TSimd.Splat(job.K);
        for (int lane = 0; lane < 16; lane += TSimd.Width)
        {
            V scale = TSimd.MultiplyAdd(alpha, WindowSum(squares + lane, job.Reach), k);
            V direct = TSimd.Multiply(TSimd.Load(dy + pixel * 16 + lane), InversePower(scale, job.Beta));
            TSimd.Store(TSimd.Divide(TSimd.Multiply(direct, TSimd.Load(x + pixel * 16 + lane)), scale), terms + lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ClearMargins(float* row, int pitch, int margin)
    {
        V zero = TSimd.Splat(0);
        for (int i = 0; i < margin; i += TSimd.Width)
        {
            TSimd.Store(zero, row + i);
            TSimd.Store(zero, row + pitch - margin + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V WindowSum(float* center, int reach)
    {
        V sum = TSimd.Load(center);
        for (int d = 1; d <= reach; d++)
            sum = TSimd.Add(sum, TSimd.Add(TSimd.Load(center - d), TSimd.Load(center + d)));
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V InversePower(V value, float beta)
    {
        if (beta == 0.75f)
        {
            // v^-1/2 * v^-1/4, and v^1/2 = v * v^-1/2.
            V inverse = TSimd.InverseSquareRoot(value);
            return TSimd.Multiply(inverse, TSimd.InverseSquareRoot(TSimd.Multiply(value, inverse)));
        }

        return Power(value, -beta);
    }

    // A separate method, because a method with stackalloc is never inlined.
    private static V Power(V value, float exponent)
    {
        float* values = stackalloc float[16];
        TSimd.Store(value, values);
        for (int i = 0; i < TSimd.Width; i++)
            values[i] = MathF.Pow(values[i], exponent);
        return TSimd.Load(values);
    }
}
