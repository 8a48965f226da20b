using AlexNetPS.Randomness;

namespace AlexNetPS.Tests.Randomness;

/// <summary>Known answers of Philox4x32-10: tests/kat_vectors of Random123 1.14 (D. E. Shaw Research).</summary>
public class PhiloxTests
{
    private const uint All = uint.MaxValue;

    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(All, All, All, All, All, All, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u,
        0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void BlocksAreThoseOfRandom123(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1,
        uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal((x0, x1, x2, x3), Philox.Block(c0, c1, c2, c3, k0, k1));

    [Fact]
    public void AStreamIsCountedByBlockSampleAndPeriodUnderItsSeed()
    {
        const RandomPurpose Purpose = RandomPurpose.Shuffle;
        var stream = new RandomStream(seed: 0x299f31d0a4093822, Purpose, period: 5, sample: 7);
        stream.Block(3, out uint x0, out uint x1, out uint x2, out uint x3);
        Assert.Equal(Philox.Block(3, 7, 5, (uint)Purpose, 0xa4093822, 0x299f31d0), (x0, x1, x2, x3));
        Assert.Equal([x0, x1, x2, x3], Enumerable.Range(12, 4).Select(position => stream.UInt32((uint)position)));
    }
}
