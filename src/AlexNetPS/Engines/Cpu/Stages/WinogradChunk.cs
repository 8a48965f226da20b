using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// The tiles that are in memory as points at a time, those of some images, in strips that a matrix product reads one
/// after the other: [point][strip][channel block][tile][16].
/// </summary>
internal sealed unsafe class WinogradChunk
{
    // Points of inputs and outputs: enough tiles for the weights of a point to be used often, few enough for the cache.
    private const long MaxFloats = 6L << 20;

    private readonly int _rows, _columns, _strips;

    /// <param name="rows">Rows of tiles of an image.</param>
    /// <param name="columns">Columns of tiles of an image.</param>
    /// <param name="blocks">Channel blocks of inputs and outputs.</param>
    /// <param name="maximumBatch">Maximum number of images.</param>
    /// <param name="strip">Tiles per strip.</param>
    public WinogradChunk(int rows, int columns, int blocks, int maximumBatch, int strip)
    {
        (_rows, _columns) = (rows, columns);
        Tiles = rows * columns;
        long imageFloats = (long)Tiles * blocks * BlockedLayout.Lanes * WinogradForm.Points;
        Images = (int)Math.Clamp(MaxFloats / imageFloats, 1, maximumBatch);
        Strip = strip;
        _strips = (Images * Tiles + Strip - 1) / Strip;
    }

    /// <summary>Number of images.</summary>
    public int Images { get; }

    /// <summary>Tiles of an image.</summary>
    public int Tiles { get; }

    /// <summary>Tiles of a strip.</summary>
    public int Strip { get; }

    /// <summary>Floats from block to block.</summary>
    public int BlockPitch => Strip * BlockedLayout.Lanes;

    /// <summary>Floats from strip to strip.</summary>
    public nint StripPitch(int blocks) => (nint)blocks * BlockPitch;

    /// <summary>
    /// Floats from point to point: an odd number of cache lines, so that points map to all cache sets.
    /// </summary>
    public nint PointPitch(int blocks) => ((_strips * (nint)blocks * Strip) | 1) * BlockedLayout.Lanes;

    /// <summary>Floats of all points.</summary>
    public long Floats(int blocks) => PointPitch(blocks) * WinogradForm.Points;

    /// <summary>Sets where the points of a block of an image are.</summary>
    public void Place(ref WinogradJob job, float* points, int image, int block, int blocks)
    {
        job.Points = points + block * BlockPitch;
        job.PointPitch = PointPitch(blocks);
        job.FirstTile = image * Tiles;
        job.Strip = Strip;
        job.StripPitch = StripPitch(blocks);
    }

    /// <summary>Returns a job, without points, that reads the tiles of a block of an image and its border.</summary>
    public WinogradJob Reading(FeatureMap map, int image, int block, int step) =>
        Writing(map, image, block, step) with
        {
            FirstRow = -map.Border.Top,
            EndRow = map.Height + map.Border.Bottom,
            FirstColumn = -map.Border.Left,
            EndColumn = map.Width + map.Border.Right,
        };

    /// <summary>Returns a job, without points, that writes the tiles of a block of an image.</summary>
    public WinogradJob Writing(FeatureMap map, int image, int block, int step) => new()
    {
        Map = map.Block(image, block),
        RowPitch = map.RowPitch,
        PixelPitch = BlockedLayout.Lanes,
        Lanes = BlockedLayout.Lanes,
        EndRow = map.Height,
        EndColumn = map.Width,
        Step = step,
        TileRows = _rows,
        TileColumns = _columns,
    };
}
