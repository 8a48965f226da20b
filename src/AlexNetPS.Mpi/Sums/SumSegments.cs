using AlexNetPS.Mpi.Binding;
using AlexNetPS.Ranks;

namespace AlexNetPS.Mpi.Sums;

/// <summary>Segments that are not underway, for the next ones.</summary>
internal sealed class SumSegments(MpiFunctions mpi, nint communicator, int rank, int size)
{
    // Four bytes each: messages of two ranks have half a segment. With many ranks a message has at least 64 KB.
    private const int Values = 1 << 18, ValuesPerRank = 1 << 14;

    private readonly Dictionary<GradientSum, Stack<SumSegment>> _idle = [];

    private long _numbers;

    /// <summary>Largest number of values of a segment.</summary>
    public int MaxValues { get; } = (int)Math.Min(Math.Max(Values, (long)ValuesPerRank * size), 1 << 28);

    /// <summary>Takes a segment.</summary>
    public SumSegment Rent(GradientSum sum) =>
        Idle(sum).TryPop(out SumSegment? segment) ? segment : sum switch
        {
            GradientSum.Float32 => new ReducedSegment(mpi, communicator),
            GradientSum.Ordered => new OrderedSegment<Float32Wire>(mpi, communicator, rank, size),
            GradientSum.BFloat16 => new OrderedSegment<BFloat16Wire>(mpi, communicator, rank, size),
            _ => throw new ArgumentOutOfRangeException(nameof(sum), sum, "This sum is unknown."),
        };

    /// <summary>A number for the next segment that is started, the same on every rank.</summary>
    public long NextNumber() => _numbers++;

    /// <summary>Gives a segment back that has ended.</summary>
    public void Return(GradientSum sum, SumSegment segment) => Idle(sum).Push(segment);

    private Stack<SumSegment> Idle(GradientSum sum)
    {
        if (!_idle.TryGetValue(sum, out Stack<SumSegment>? idle))
            _idle.Add(sum, idle = []);
        return idle;
    }
}
