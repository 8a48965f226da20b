using AlexNetPS.Mpi.Sums;
using AlexNetPS.Ranks;

namespace AlexNetPS.Mpi.Calls;

/// <summary>A sum, in segments: a step is one segment.</summary>
internal sealed unsafe class SumCall : Call
{
    private readonly SumSegments _segments;
    private readonly float* _values;
    private readonly long _count;
    private readonly GradientSum _sum;
    private long _started;

    public SumCall(SumSegments segments, float* values, long count, GradientSum sum)
    {
        _values = values;
        (_segments, _count, _sum) = (segments, count, sum);
        AllStarted = count == 0;
    }

    public override IStep Start()
    {
        SumSegment segment = _segments.Rent(_sum);
        int count = (int)Math.Min(_segments.MaxValues, _count - _started);
        segment.Start(_values + _started, count, _segments.NextNumber());
        _started += count;
        AllStarted = _started == _count;
        return segment;
    }

    public override void End(IStep step) => _segments.Return(_sum, (SumSegment)step);
}
