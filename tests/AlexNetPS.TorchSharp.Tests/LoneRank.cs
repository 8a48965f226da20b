using AlexNetPS.Ranks;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>A rank that is alone, whose sums are its own values, and which tells when they begin.</summary>
/// <param name="begins">Receives number and size of a sum that begins.</param>
internal sealed unsafe class LoneRank(Action<int, long>? begins = null) : IRankGroup
{
    private int _begun;

    public int Rank => 0;

    public int Size => 1;

    public int LocalRank => 0;

    public int LocalSize => 1;

    public string Library => "none";

    public RankTraffic Traffic => default;

    public long StartSum(float* values, long count, GradientSum sum)
    {
        begins?.Invoke(_begun, count);
        return _begun++;
    }

    public void EndSum(long number) => Assert.InRange(number, 0, _begun - 1);

    public void Exchange(ReadOnlySpan<byte> own, Span<byte> all) => own.CopyTo(all);

    public void ExchangeParts(ReadOnlySpan<byte> own, Span<byte> received) => own.CopyTo(received);

    public void Broadcast(Span<byte> bytes)
    {
    }

    public void Fail(string message) => Assert.Fail(message);
}
