using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Ranks;

namespace AlexNetPS.Engines.Cpu.Division;

/// <summary>
/// Channels of the ranks before and after this one, for windows over channels: a block of 16 on each side, of which the
/// nearest are there and the others are zero.
/// </summary>
internal sealed unsafe class NeighborChannels : IDisposable
{
    // Of all ranks together: 4 MB.
    private const long PieceFloats = 1 << 20;

    private readonly EngineContext _context;
    private readonly IRankGroup _ranks;
    private readonly int _channels;
    private readonly Action<int, int> _pack, _unpack;
    private NativeBuffer? _before, _after;
    private FeatureMap _map = null!;
    private int _first, _count;

    /// <param name="context">The context of the network.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="channels">Number of channels on each side, at most 16.</param>
    public NeighborChannels(EngineContext context, IRankGroup ranks, int channels)
    {
        (_context, _ranks, _channels) = (context, ranks, channels);
        _pack = (row, _) => CopyRow(row, pack: true);
        _unpack = (row, _) => CopyRow(row, pack: false);
    }

    private bool HasBefore => _ranks.Rank > 0;

    private bool HasAfter => _ranks.Rank < _ranks.Size - 1;

    private int RowFloats => _map.Width * _channels;

    private float* Sent => _context.SharedScratch;

    private float* Received => Sent + (long)_ranks.Size * _count * RowFloats;

    /// <summary>Returns the memory for a map in bytes.</summary>
    public long Bytes(FeatureMap map, int maximumBatch) =>
        ((HasBefore ? 1 : 0) + (HasAfter ? 1 : 0)) * SideBytes(map, maximumBatch);

    /// <summary>Allocates it.</summary>
    public void Allocate(FeatureMap map, int maximumBatch)
    {
        _before = HasBefore ? new(SideBytes(map, maximumBatch)) : null;
        _after = HasAfter ? new(SideBytes(map, maximumBatch)) : null;
    }

    public void RequestScratch(FeatureMap map, int maximumBatch)
    {
        long width = map.Layout == FeatureLayout.Flat ? maximumBatch : map.Shape.Width;
        _context.RequestScratch(0, 2 * Math.Max(PieceFloats, _ranks.Size * width * _channels));
    }

    /// <summary>Gets the channels beside those of a map from the other ranks, and gives them those of this one.</summary>
    public void Exchange(FeatureMap map)
    {
        _map = map;
        int rows = map.Images * map.Height, most = (int)Math.Max(PieceFloats / ((long)RowFloats * _ranks.Size), 1);
        for (_first = 0; _first < rows; _first += _count)
        {
            _count = Math.Min(most, rows - _first);
            _context.Pool.Run(_count, _pack);
            int bytes = checked(_ranks.Size * _count * RowFloats * sizeof(float));
            _ranks.ExchangeParts(new(Sent, bytes), new(Received, bytes));
            _context.Pool.Run(_count, _unpack);
        }
    }

    /// <summary>Returns the channels before a row of an image: [pixel][16]; null on rank 0.</summary>
    public float* Before(int image, int row) => Row(_before, image * _map.Height + row);

    /// <summary>Returns the channels after a row of an image; null on the last rank.</summary>
    public float* After(int image, int row) => Row(_after, image * _map.Height + row);

    public void Dispose()
    {
        _before?.Dispose();
        _after?.Dispose();
    }

    private static long SideBytes(FeatureMap map, int maximumBatch) =>
        (long)maximumBatch * map.Shape.Height * map.Shape.Width * BlockedLayout.Lanes * sizeof(float);

    private float* Row(NativeBuffer? side, int row) =>
        side is null ? null : side.Floats + (long)row * _map.Width * BlockedLayout.Lanes;

    private void CopyRow(int unit, bool pack)
    {
        int image = (_first + unit) / _map.Height, row = (_first + unit) % _map.Height, last = BlockedLayout.Lanes - _channels;
        if (HasBefore)
        {
            float* own = _map.Block(image, 0) + row * _map.RowPitch;
            CopyPixels(_ranks.Rank - 1, unit, pack ? own : Before(image, row) + last, pack);
        }

        if (HasAfter)
        {
            float* own = _map.Block(image, _map.Blocks - 1) + row * _map.RowPitch + last;
            CopyPixels(_ranks.Rank + 1, unit, pack ? own : After(image, row), pack);
        }
    }

    private void CopyPixels(int rank, int unit, float* pixel, bool pack)
    {
        float* packed = (pack ? Sent : Received) + ((long)rank * _count + unit) * RowFloats;
        for (int x = 0; x < _map.Width; x++, pixel += BlockedLayout.Lanes, packed += _channels)
        {
            for (int i = 0; i < _channels; i++)
            {
                if (pack)
                    packed[i] = pixel[i];
                else
                    pixel[i] = packed[i];
            }
        }
    }
}
