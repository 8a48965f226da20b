using System.Runtime.CompilerServices;

namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>Transforms of Winograd convolution: the rows of a tile, then its columns.</content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    // One register for each point, aligned to it.
    private const int TileFloats = WinogradForm.Points * 16 + 16;

    // Whole register tiles.
    public override int Strip => TSimd.TilePixels < 12 ? 2 * TSimd.TilePixels : TSimd.TilePixels;

    public override void WinogradInput(in WinogradJob job) => ToPoints<WinogradInput>(job);

    public override void WinogradFilter(in WinogradJob job, int taps)
    {
        if (taps == 3)
            ToPoints<WinogradFilter<N3>>(job);
        else
            ToPoints<WinogradFilter<N5>>(job);
    }

    public override void WinogradOutput(in WinogradJob job, int outputs)
    {
        if (outputs == 3)
            FromPoints<WinogradOutput<N3>>(job);
        else
            FromPoints<WinogradOutput<N5>>(job);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToPoints<TTransform>(in WinogradJob job)
        where TTransform : struct, IWinogradTransform
    {
        float* space = stackalloc float[2 * TileFloats], half = Aligned(space), copy = half + TileFloats - 16;
        (int strip, int inStrip) = Math.DivRem(job.FirstTile, job.Strip);
        float* points = job.Points + strip * job.StripPitch + inStrip * job.Lanes;
        nint rowPoints = WinogradForm.Side * job.PointPitch;
        for (int tileRow = 0; tileRow < job.TileRows; tileRow++)
        {
            int top = job.Top + tileRow * job.Step;
            bool rowsExist = top >= job.FirstRow && top + TTransform.From <= job.EndRow;
            for (int tileColumn = 0; tileColumn < job.TileColumns; tileColumn++)
            {
                int left = job.Left + tileColumn * job.Step;
                bool exists = rowsExist && left >= job.FirstColumn && left + TTransform.From <= job.EndColumn;
                float* corner = job.Map + top * job.RowPitch + left * job.PixelPitch;
                for (int lane = 0; lane < job.Lanes; lane += TSimd.Width)
                {
                    float* tile = exists ? corner + lane : copy;
                    nint row = exists ? job.RowPitch : TTransform.From * TSimd.Width;
                    nint pixel = exists ? job.PixelPitch : TSimd.Width;
                    if (!exists)
                        CopyExisting(job, TTransform.From, top, left, lane, copy);

                    for (int x = 0; x < TTransform.From; x++)
                    {
                        TTransform.Apply<TSimd, V>(tile + x * pixel, row, half + x * TSimd.Width,
                            TTransform.From * TSimd.Width);
                    }

                    for (int y = 0; y < WinogradForm.Side; y++)
                    {
                        TTransform.Apply<TSimd, V>(half + y * TTransform.From * TSimd.Width, TSimd.Width,
                            points + lane + y * rowPoints, job.PointPitch);
                    }
                }

                points = Next(job, points, ref inStrip);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromPoints<TTransform>(in WinogradJob job)
        where TTransform : struct, IWinogradTransform
    {
        float* space = stackalloc float[2 * TileFloats], half = Aligned(space), result = half + TileFloats - 16;
        (int strip, int inStrip) = Math.DivRem(job.FirstTile, job.Strip);
        float* points = job.Points + strip * job.StripPitch + inStrip * job.Lanes;
        nint rowPoints = WinogradForm.Side * job.PointPitch;
        for (int tileRow = 0; tileRow < job.TileRows; tileRow++)
        {
            int top = job.Top + tileRow * job.Step, rows = Math.Min(TTransform.To, job.EndRow - top);
            for (int tileColumn = 0; tileColumn < job.TileColumns; tileColumn++)
            {
                int left = job.Left + tileColumn * job.Step, columns = Math.Min(TTransform.To, job.EndColumn - left);
                for (int lane = 0; lane < job.Lanes; lane += TSimd.Width)
                {
                    for (int x = 0; x < WinogradForm.Side; x++)
                    {
                        TTransform.Apply<TSimd, V>(points + lane + x * job.PointPitch, rowPoints,
                            half + x * TSimd.Width, WinogradForm.Side * TSimd.Width);
                    }

                    for (int y = 0; y < rows; y++)
                    {
                        TTransform.Apply<TSimd, V>(half + y * WinogradForm.Side * TSimd.Width, TSimd.Width, result,
                            TSimd.Width);
                        StoreRow(job, result, top + y, left, columns, lane);
                    }
                }

                points = Next(job, points, ref inStrip);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(in WinogradJob job, float* values, int row, int left, int columns, int lane)
    {
        float* target = job.Map + row * job.RowPitch + left * job.PixelPitch + lane;
        V zero = TSimd.Splat(0), bias = job.Bias == null ? zero : TSimd.Load(job.Bias + lane);
        if (job.Mask != null)
        {
            float* mask = job.Mask + row * job.MaskRowPitch + left * job.PixelPitch + lane;
            for (int x = 0; x < columns; x++)
            {
                TSimd.Store(TSimd.WhereGreater(TSimd.Load(mask + x * job.PixelPitch), zero,
                    TSimd.Load(values + x * TSimd.Width), zero), target + x * job.PixelPitch);
            }

            return;
        }

        for (int x = 0; x < columns; x++)
        {
            V value = TSimd.Add(TSimd.Load(values + x * TSimd.Width), bias);
            TSimd.Store(job.Relu ? TSimd.Max(zero, value) : value, target + x * job.PixelPitch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Next(in WinogradJob job, float* points, ref int inStrip)
    {
        if (++inStrip < job.Strip)
            return points + job.Lanes;
        inStrip = 0;
        return points + job.StripPitch - (job.Strip - 1) * job.Lanes;
    }

    /// <summary>Copies the existing part of a tile and zeros the rest.</summary>
    private static void CopyExisting(in WinogradJob job, int side, int top, int left, int lane, float* copy)
    {
        for (int y = 0; y < side; y++)
        {
            bool rowExists = top + y >= job.FirstRow && top + y < job.EndRow;
            float* row = job.Map + (top + y) * job.RowPitch + lane;
            for (int x = 0; x < side; x++, copy += TSimd.Width)
            {
                bool exists = rowExists && left + x >= job.FirstColumn && left + x < job.EndColumn;
                TSimd.Store(exists ? TSimd.Load(row + (left + x) * job.PixelPitch) : TSimd.Splat(0), copy);
            }
        }
    }

    private static float* Aligned(float* space) => (float*)(((nint)space + 63) & ~(nint)63);
}
