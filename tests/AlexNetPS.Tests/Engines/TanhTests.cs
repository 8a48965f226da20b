using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Simd;

namespace AlexNetPS.Tests.Engines;

/// <summary>tanh of every instruction set, next to tanh in double.</summary>
public sealed unsafe class TanhTests
{
    private static IEnumerable<SimdLevel> Levels =>
        Enum.GetValues<SimdLevel>().Where(level => level <= SimdLevels.Widest);

    [Fact]
    public void EveryValueIsWithinSixUnitsInTheLastPlace()
    {
        foreach (SimdLevel level in Levels)
            CheckEveryValue(level);
    }

    [Fact]
    public void TheEndsAreOneAndNaNIsNaN()
    {
        foreach (SimdLevel level in Levels)
            CheckEnds(level);
    }

    private static void CheckEveryValue(SimdLevel level)
    {
        const int Count = 1 << 20;
        using var buffer = new NativeBuffer(Count * sizeof(float));
        // Steps of the floats themselves from 2^-21 to 16, so that small and large arguments are as dense.
        float[] x = [.. Enumerable.Range(0, Count).Select(i =>
            BitConverter.Int32BitsToSingle(0x35000000 + i * 200 + i % 7) * (i % 2 == 0 ? 1 : -1))];
        x.CopyTo(new Span<float>(buffer.Floats, Count));
        KernelSet.For(level).Tanh(buffer.Floats, Count);
        for (int i = 0; i < Count; i++)
        {
            double expected = Math.Tanh(x[i]), actual = buffer.Floats[i];
            double unit = MathF.BitIncrement((float)Math.Abs(expected)) - (double)(float)Math.Abs(expected);
            Assert.True(Math.Abs(actual - expected) <= 6 * unit && Math.Abs(actual) <= 1,
                $"{level}: tanh({x[i]:g9}) = {actual:g9}, not {expected:g9}.");
        }
    }

    private static void CheckEnds(SimdLevel level)
    {
        float[] x = [0, -0f, 1e-30f, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, -float.NaN,
            8, -8, 9, -9, 88, -88, 1e10f, -1e10f];
        using var buffer = new NativeBuffer(x.Length * sizeof(float));
        x.CopyTo(new Span<float>(buffer.Floats, x.Length));
        KernelSet.For(level).Tanh(buffer.Floats, x.Length);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(Math.Tanh(x[i]), buffer.Floats[i], 3e-7);
    }
}
