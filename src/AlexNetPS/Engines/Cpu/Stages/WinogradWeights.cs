using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// Order of weights at the points of <see cref="WinogradForm"/>: [group][panel][point][input
/// block][16 inputs][32 outputs].
/// </summary>
internal sealed unsafe class WinogradWeights(WeightPacking packing)
{
    /// <summary>Floats of one input block of a panel at a point.</summary>
    public const int Block = BlockedLayout.Lanes * BlockedLayout.Panel;

    // An odd number of cache lines: with a power of two, all points of a weight would map to one cache set.
    private readonly long _pointPitch = (long)BlockedLayout.Blocks(packing.Inputs) * Block + BlockedLayout.Lanes;

    public long Floats => packing.Groups * packing.Panels * _pointPitch * WinogradForm.Points;

    /// <summary>Returns the offset of a panel, counted over all groups, at a point.</summary>
    public long Offset(int panel, int point) => (panel * WinogradForm.Points + point) * _pointPitch;

    /// <summary>Returns a job between the taps of an input block of a panel and their points.</summary>
    public WinogradJob Job(float* taps, float* points, int panel, int block, int side) => new()
    {
        Map = taps,
        RowPitch = side * Block,
        PixelPitch = Block,
        Lanes = Block,
        EndRow = side,
        EndColumn = side,
        Strip = 1,
        TileRows = 1,
        TileColumns = 1,
        Points = points + Offset(panel, 0) + (long)block * Block,
        PointPitch = (nint)_pointPitch,
    };
}
