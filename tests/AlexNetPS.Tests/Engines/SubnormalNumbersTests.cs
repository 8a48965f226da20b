using System.Runtime.CompilerServices;
using AlexNetPS.Engines.Cpu.Threads;

namespace AlexNetPS.Tests.Engines;

public sealed class SubnormalNumbersTests
{
    // 2^-127: half of the smallest normal number.
    private static readonly float _smallest = MathF.ScaleB(1, -126);

    [Fact]
    public void AreZeroWhileFlushedAndComputedAfterwards()
    {
        Assert.SkipUnless(SubnormalNumbers.CanFlush, "This platform has no known control of subnormal numbers.");
        using (SubnormalNumbers.Flush())
        {
            Assert.Equal(0, Half(_smallest));
            using (SubnormalNumbers.Flush())
                Assert.Equal(0, Half(_smallest));
            Assert.Equal(0, Half(_smallest));
            Assert.Equal(_smallest, Half(2 * _smallest));
        }

        Assert.NotEqual(0, Half(_smallest));
    }

    [Fact]
    public void AreKnownOnDesktopsAndServers() =>
        Assert.True(SubnormalNumbers.CanFlush
            || !(OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 64)]
    [InlineData(2, 64)]
    [InlineData(3, 1)]
    public void AreZeroInEveryUnitOfAJob(int workers, int units)
    {
        Assert.SkipUnless(SubnormalNumbers.CanFlush, "This platform has no known control of subnormal numbers.");
        float[] halves = new float[units];
        Array.Fill(halves, -1);
        using (var pool = new WorkerPool(workers))
            pool.Run(units, (unit, _) => halves[unit] = Half(_smallest));
        Assert.All(halves, half => Assert.Equal(0, half));
        Assert.NotEqual(0, Half(_smallest));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Half(float value) => value * 0.5f;
}
