namespace AlexNetPS.Engines.Cpu.Kernels;

/// <content>Splits a <see cref="TileJob"/> into register tiles and picks the compiled kernel for its strides.</content>
internal sealed unsafe partial class KernelSet<TSimd, V>
{
    public override void Multiply(in TileJob job)
    {
        switch ((job.XPixel, job.XStep, job.VectorStep))
        {
            case (16, 1, 32) when job.Streams: Streamed(job); break;
            case (16, 1, 32) when job.Next != null: Paced(job); break;
            case (16, 1, 32): Columns<BlockedTile>(job); break;
            case (1, 16, 16): Columns<BlockedGradientTile>(job); break;
            case (32, 1, 32): Columns<PanelTile>(job); break;
            case (12, 1, 32): Columns<InterleavedTile>(job); break;
            case (1, 12, 16): Columns<InterleavedGradientTile>(job); break;
            default: Columns<AnyTile>(job); break;
        }
    }

    public override bool HasTapTiles => TSimd.TilePixels >= TapGradientTile.Taps * TapGradientTile.Channels;

    public override void MultiplyTaps(in TileJob job) => Columns<TapGradientTile>(job);

    /// <summary>Spreads the prefetches over the passes that a job makes over its vectors.</summary>
    private static void Paced(TileJob job)
    {
        int tiles = (job.Pixels + TSimd.TilePixels - 1) / TSimd.TilePixels, blocks = job.B == null ? 1 : 2;
        int passes = tiles * (TSimd.Width == 16 ? 1 : blocks * 16 / (2 * TSimd.Width)), lines = 2 * job.Length;
        job.NextLines = (lines + passes - 1) / passes;
        Columns<PacedTile>(job);
    }

    private static void Columns<TGeometry>(in TileJob job)
        where TGeometry : struct, ITileGeometry
    {
        if (TSimd.Width == 16)
        {
            // A register holds a whole block, so a tile spans both blocks.
            float* bias = job.Bias;
            if (job.B != null)
                Pixels<TGeometry, N2>(job, job.A, job.B, job.OutA, job.OutB, bias, bias == null ? null : bias + 16);
            else
                Pixels<TGeometry, N1>(job, job.A, null, job.OutA, null, bias, null);
            return;
        }

        for (int lane = 0; lane < 16; lane += 2 * TSimd.Width)
            Pair<TGeometry>(job, job.A + lane, job.OutA + lane, job.Bias, lane);
        if (job.B == null)
            return;
        for (int lane = 0; lane < 16; lane += 2 * TSimd.Width)
            Pair<TGeometry>(job, job.B + lane, job.OutB + lane, job.Bias, 16 + lane);
    }

    private static void Pair<TGeometry>(in TileJob job, float* a, float* output, float* bias, int lane)
        where TGeometry : struct, ITileGeometry =>
        Pixels<TGeometry, N2>(
            job, a, a + TSimd.Width, output, output + TSimd.Width,
            bias == null ? null : bias + lane, bias == null ? null : bias + lane + TSimd.Width,
            lane / (2 * TSimd.Width));

    private static void Pixels<TGeometry, TColumns>(in TileJob job, float* a, float* b, float* outA, float* outB,
        float* biasA, float* biasB, int part = 0)
        where TGeometry : struct, ITileGeometry
        where TColumns : struct, IConstant
    {
        // Tiles of nearly equal size: 55 = 14 + 14 + 14 + 13.
        int tiles = (job.Pixels + TSimd.TilePixels - 1) / TSimd.TilePixels, start = 0;
        for (int tile = 0; tile < tiles; tile++)
        {

            int size = (job.Pixels - start + tiles - tile - 1) / (tiles - tile);
            float* next = TGeometry.Paced
                ? job.Next + (nint)(part * tiles + tile) * job.Segments * job.NextLines * CacheLine
                : null;
            float* x = job.X + start * job.XPixel, pa = outA + start * job.OutPixel, pb = outB + start * job.OutPixel;
            switch (size)
            {
                case 14: Tile<N14, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 13: Tile<N13, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 12: Tile<N12, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 11: Tile<N11, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 10: Tile<N10, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 9: Tile<N9, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 8: Tile<N8, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 7: Tile<N7, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 6: Tile<N6, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 5: Tile<N5, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 4: Tile<N4, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 3: Tile<N3, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                case 2: Tile<N2, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
                default: Tile<N1, TGeometry, TColumns>(job, x, a, b, pa, pb, biasA, biasB, next); break;
            }

            start += size;
        }
    }
}
