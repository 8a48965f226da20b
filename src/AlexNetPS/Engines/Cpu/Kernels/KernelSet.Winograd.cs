namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>
/// The transforms of Winograd's F(4x4, 3x3) (Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015):
/// 16 outputs of a 3x3 convolution from 36 products instead of 144. Each works on one tile of one block of channels.
/// </content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    public override void WinogradWeights(float* taps, nint tapStep, float* target, nint targetStep, int count)
    {
        float* half = stackalloc float[18 * 16];
        for (int lane = 0; lane < count; lane += TSimd.Width)
        {
            for (int column = 0; column < 3; column++)
            {
                float* tap = taps + column * tapStep + lane;
                WeightLine(TSimd.Load(tap), TSimd.Load(tap + 3 * tapStep), TSimd.Load(tap + 6 * tapStep), half + column * 16, 48);
            }

            for (int row = 0; row < 6; row++)
            {
                float* line = half + row * 48;
                WeightLine(TSimd.Load(line), TSimd.Load(line + 16), TSimd.Load(line + 32), target + row * 6 * targetStep + lane, targetStep);
            }
        }
    }

    public override void WinogradInput(float* source, nint sourceRow, int rows, int columns, float* target, nint targetStep)
    {
        float* half = stackalloc float[36 * 16];
        V zero = TSimd.Splat(0);
        for (int lane = 0; lane < 16; lane += TSimd.Width)
        {
            for (int column = 0; column < 6; column++)
            {
                float* d = source + column * 16 + lane;
                int valid = column < columns ? rows : 0;
                InputLine(
                    valid > 0 ? TSimd.Load(d) : zero,
                    valid > 1 ? TSimd.Load(d + sourceRow) : zero,
                    valid > 2 ? TSimd.Load(d + 2 * sourceRow) : zero,
                    valid > 3 ? TSimd.Load(d + 3 * sourceRow) : zero,
                    valid > 4 ? TSimd.Load(d + 4 * sourceRow) : zero,
                    valid > 5 ? TSimd.Load(d + 5 * sourceRow) : zero,
                    half + column * 16,
                    96);
            }

            for (int row = 0; row < 6; row++)
            {
                float* line = half + row * 96;
                InputLine(
                    TSimd.Load(line), TSimd.Load(line + 16), TSimd.Load(line + 32), TSimd.Load(line + 48), TSimd.Load(line + 64), TSimd.Load(line + 80),
                    target + row * 6 * targetStep + lane, targetStep);
            }
        }
    }

    public override void WinogradOutput(float* source, nint sourceStep, float* bias, bool relu, float* target, nint targetRow, int rows, int columns)
    {
        float* half = stackalloc float[24 * 16];
        V zero = TSimd.Splat(0);
        for (int lane = 0; lane < 16; lane += TSimd.Width)
        {
            V start = bias == null ? zero : TSimd.Load(bias + lane);
            for (int column = 0; column < 6; column++)
            {
                float* m = source + column * sourceStep + lane;
                OutputLine(
                    TSimd.Load(m), TSimd.Load(m + 6 * sourceStep), TSimd.Load(m + 12 * sourceStep),
                    TSimd.Load(m + 18 * sourceStep), TSimd.Load(m + 24 * sourceStep), TSimd.Load(m + 30 * sourceStep),
                    out V y0, out V y1, out V y2, out V y3);
                float* place = half + column * 16;
                TSimd.Store(y0, place);
                TSimd.Store(y1, place + 96);
                TSimd.Store(y2, place + 192);
                TSimd.Store(y3, place + 288);
            }

            for (int row = 0; row < Math.Min(rows, 4); row++)
            {
                float* line = half + row * 96, place = target + row * targetRow + lane;
                OutputLine(
                    TSimd.Load(line), TSimd.Load(line + 16), TSimd.Load(line + 32), TSimd.Load(line + 48), TSimd.Load(line + 64), TSimd.Load(line + 80),
                    out V y0, out V y1, out V y2, out V y3);
                Finish(y0, start, relu, place);
                if (columns > 1) Finish(y1, start, relu, place + 16);
                if (columns > 2) Finish(y2, start, relu, place + 32);
                if (columns > 3) Finish(y3, start, relu, place + 48);
            }
        }
    }

    private static void Finish(V value, V bias, bool relu, float* place)
    {
        V sum = TSimd.Add(value, bias);
        TSimd.Store(relu ? TSimd.Max(TSimd.Splat(0), sum) : sum, place);
    }

    /// <summary>G g.</summary>
    private static void WeightLine(V g0, V g1, V g2, float* target, nint step)
    {
        V sixth = TSimd.Splat(-1f / 6), even = TSimd.Add(g0, g2);
        V outer = TSimd.MultiplyAdd(TSimd.Splat(1f / 24), g0, TSimd.Multiply(TSimd.Splat(1f / 6), g2)), inner = TSimd.Multiply(TSimd.Splat(1f / 12), g1);
        TSimd.Store(TSimd.Multiply(TSimd.Splat(0.25f), g0), target);
        TSimd.Store(TSimd.Multiply(sixth, TSimd.Add(even, g1)), target + step);
        TSimd.Store(TSimd.Multiply(sixth, TSimd.Subtract(even, g1)), target + 2 * step);
        TSimd.Store(TSimd.Add(outer, inner), target + 3 * step);
        TSimd.Store(TSimd.Subtract(outer, inner), target + 4 * step);
        TSimd.Store(g2, target + 5 * step);
    }

    /// <summary>B^T d.</summary>
    private static void InputLine(V d0, V d1, V d2, V d3, V d4, V d5, float* target, nint step)
    {
        V four = TSimd.Splat(4), minusFour = TSimd.Splat(-4), minusFive = TSimd.Splat(-5), two = TSimd.Splat(2);
        V a = TSimd.MultiplyAdd(minusFour, d2, d4), b = TSimd.MultiplyAdd(minusFour, d1, d3);
        V c = TSimd.Subtract(d4, d2), e = TSimd.Multiply(two, TSimd.Subtract(d3, d1));
        TSimd.Store(TSimd.MultiplyAdd(four, d0, TSimd.MultiplyAdd(minusFive, d2, d4)), target);
        TSimd.Store(TSimd.Add(a, b), target + step);
        TSimd.Store(TSimd.Subtract(a, b), target + 2 * step);
        TSimd.Store(TSimd.Add(c, e), target + 3 * step);
        TSimd.Store(TSimd.Subtract(c, e), target + 4 * step);
        TSimd.Store(TSimd.MultiplyAdd(four, d1, TSimd.MultiplyAdd(minusFive, d3, d5)), target + 5 * step);
    }

    /// <summary>A^T m.</summary>
    private static void OutputLine(V m0, V m1, V m2, V m3, V m4, V m5, out V y0, out V y1, out V y2, out V y3)
    {
        V s = TSimd.Add(m1, m2), d = TSimd.Subtract(m1, m2), wideSum = TSimd.Add(m3, m4), wide = TSimd.Subtract(m3, m4);
        y0 = TSimd.Add(TSimd.Add(m0, s), wideSum);
        y1 = TSimd.MultiplyAdd(TSimd.Splat(2), wide, d);
        y2 = TSimd.MultiplyAdd(TSimd.Splat(4), wideSum, s);
        y3 = TSimd.Add(TSimd.MultiplyAdd(TSimd.Splat(8), wide, d), m5);
    }
}
