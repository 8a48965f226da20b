using AlexNetPS.Ranks;

namespace AlexNetPS.Tests.Training.Distributed;

/// <summary>Ranks that pass every call on to others.</summary>
internal abstract unsafe class OtherRanks(IRankGroup group) : IRankGroup
{
    public int Rank => group.Rank;

    public int Size => group.Size;

    public int LocalRank => group.LocalRank;

    public int LocalSize => group.LocalSize;

    public string Library => group.Library;

    public RankTraffic Traffic => group.Traffic;

    public virtual long StartSum(float* values, long count, GradientSum sum) => group.StartSum(values, count, sum);

    public void EndSum(long number) => group.EndSum(number);

    public virtual void Exchange(ReadOnlySpan<byte> own, Span<byte> all) => group.Exchange(own, all);

    public virtual void ExchangeParts(ReadOnlySpan<byte> own, Span<byte> received) =>
        group.ExchangeParts(own, received);

    public virtual void Broadcast(Span<byte> bytes) => group.Broadcast(bytes);

    public void Fail(string message) => group.Fail(message);
}
