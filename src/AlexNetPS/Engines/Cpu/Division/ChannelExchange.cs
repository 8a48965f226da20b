using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Ranks;

namespace AlexNetPS.Engines.Cpu.Division;

/// <summary>
/// Sends channels of maps between ranks, a piece at a time. Rank r has an equal range of the blocks of a whole map, the
/// r-th. A unit is one block of one image, without its border.
/// </summary>
internal sealed unsafe class ChannelExchange
{
    // Of all ranks together: 4 MB.
    private const long PieceFloats = 1 << 20;

    private readonly EngineContext _context;
    private readonly IRankGroup _ranks;
    private readonly Action<int, int> _packPart, _packWhole, _unpackWhole, _sumIntoPart, _keepOwn;
    private FeatureMap _part = null!, _whole = null!;
    private int _first, _count;

    public ChannelExchange(EngineContext context, IRankGroup ranks)
    {
        (_context, _ranks) = (context, ranks);
        _packPart = (unit, _) => Copy(Block(_part, _first + unit), _part, Sent + unit * UnitFloats, pack: true);
        _packWhole = (unit, _) => Copy(WholeBlock(unit), _whole, Sent + unit * UnitFloats, pack: true);
        _unpackWhole = (unit, _) => Copy(WholeBlock(unit), _whole, Received + unit * UnitFloats, pack: false);
        _sumIntoPart = SumIntoPart;
        _keepOwn = KeepOwnUnit;
    }

    private float* Sent => _context.SharedScratch;

    private float* Received => Sent + _ranks.Size * _count * UnitFloats;

    private long UnitFloats => (long)_part.Height * _part.Width * BlockedLayout.Lanes;

    /// <summary>Requests scratch memory for a map of which each rank has this part.</summary>
    public void RequestScratch(FeatureMap part, int maximumBatch)
    {
        long pixels = part.Layout == FeatureLayout.Flat ? maximumBatch : part.Shape.Height * part.Shape.Width;
        _context.RequestScratch(0, 2 * Math.Max(PieceFloats, _ranks.Size * pixels * BlockedLayout.Lanes));
    }

    /// <summary>Gives every rank the parts of all.</summary>
    public void Gather(FeatureMap part, FeatureMap whole)
    {
        foreach (int _ in Pieces(part, whole))
        {
            _context.Pool.Run(_count, _packPart);
            _ranks.Exchange(Bytes(Sent, _count), Bytes(Received, _ranks.Size * _count));
            _context.Pool.Run(_ranks.Size * _count, _unpackWhole);
        }
    }

    /// <summary>Sums the whole maps of all ranks, from rank 0 to the last; each rank gets its part of the sum.</summary>
    public void SumParts(FeatureMap whole, FeatureMap part)
    {
        foreach (int _ in Pieces(part, whole))
        {
            _context.Pool.Run(_ranks.Size * _count, _packWhole);
            _ranks.ExchangeParts(Bytes(Sent, _ranks.Size * _count), Bytes(Received, _ranks.Size * _count));
            _context.Pool.Run(_count, _sumIntoPart);
        }
    }

    /// <summary>Sums a map over all ranks, from rank 0 to the last, in place.</summary>
    public void Sum(FeatureMap map)
    {
        foreach (int _ in Pieces(map, map))
        {
            _context.Pool.Run(_count, _packPart);
            _ranks.Exchange(Bytes(Sent, _count), Bytes(Received, _ranks.Size * _count));
            _context.Pool.Run(_count, _sumIntoPart);
        }
    }

    /// <summary>Copies the part of this rank from a whole map, which all have.</summary>
    public void KeepOwn(FeatureMap whole, FeatureMap part)
    {
        (_part, _whole, _first) = (part, whole, 0);
        _context.Pool.Run(part.Images * part.Blocks, _keepOwn);
    }

    private IEnumerable<int> Pieces(FeatureMap part, FeatureMap whole)
    {
        (_part, _whole) = (part, whole);
        int units = part.Images * part.Blocks, most = (int)Math.Max(PieceFloats / (UnitFloats * _ranks.Size), 1);
        for (_first = 0; _first < units; _first += _count)
        {
            _count = Math.Min(most, units - _first);
            yield return _first;
        }
    }

    private Span<byte> Bytes(float* values, int units) => new(values, checked((int)(units * UnitFloats * sizeof(float))));

    private static float* Block(FeatureMap map, int unit) => map.Block(unit / map.Blocks, unit % map.Blocks);

    // Of the piece of each rank, one after the other.
    private float* WholeBlock(int unit)
    {
        int rank = unit / _count, own = _first + unit % _count;
        return _whole.Block(own / _part.Blocks, rank * _part.Blocks + own % _part.Blocks);
    }

    private static void Copy(float* block, FeatureMap map, float* packed, bool pack)
    {
        int row = map.Width * BlockedLayout.Lanes;
        for (int y = 0; y < map.Height; y++, block += map.RowPitch, packed += row)
        {
            if (pack)
                new ReadOnlySpan<float>(block, row).CopyTo(new Span<float>(packed, row));
            else
                new ReadOnlySpan<float>(packed, row).CopyTo(new Span<float>(block, row));
        }
    }

    private void SumIntoPart(int unit, int worker)
    {
        float* sum = Received + unit * UnitFloats;
        for (int rank = 1; rank < _ranks.Size; rank++)
            _context.Kernels.AddScaled(sum, sum + rank * _count * UnitFloats, 1, replace: false, UnitFloats);
        Copy(Block(_part, _first + unit), _part, sum, pack: false);
    }

    private void KeepOwnUnit(int unit, int worker)
    {
        float* source = _whole.Block(unit / _part.Blocks, _ranks.Rank * _part.Blocks + unit % _part.Blocks), target =
            Block(_part, unit);
        int row = _part.Width * BlockedLayout.Lanes;
        for (int y = 0; y < _part.Height; y++, source += _whole.RowPitch, target += _part.RowPitch)
            new ReadOnlySpan<float>(source, row).CopyTo(new Span<float>(target, row));
    }
}
