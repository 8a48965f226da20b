using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Simd;

namespace AlexNetPS.Tests.Engines;

/// <summary>Register tiles of every size, instruction set and compiled geometry, next to a sum in double.</summary>
public sealed unsafe class TileTests : IDisposable
{
    private const int Segments = 3, Length = 5, Floats = 8192;

    private readonly NativeBuffer _x = Filled(1), _vectors = Filled(2), _out = Filled(3), _bias = Filled(4);
    private readonly NativeBuffer _offsets = new(Segments * sizeof(int));

    public TileTests()
    {
        for (int s = 0; s < Segments; s++)
            ((int*)_offsets.Data)[s] = 100 * s + 7;
    }

    /// <summary>
    /// Strides of convolutions, linear layers and their gradients, and some that no kernel has as constants.
    /// </summary>
    public static TheoryData<int, int, int> Strides => new()
    {
        { 16, 1, 32 }, { 32, 1, 32 }, { 12, 1, 32 }, { 3, 1, 32 }, { 1, 16, 16 }, { 1, 12, 16 }, { 1, 3, 16 },
        { 5, 2, 48 },
    };

    [Theory]
    [MemberData(nameof(Strides))]
    public void EveryRowOfPixelsIsTheSumOfItsProducts(int xPixel, int xStep, int vectorStep)
    {
        foreach (SimdLevel level in Enum.GetValues<SimdLevel>().Where(level => level <= SimdLevels.Widest))
        {
            for (int pixels = 1; pixels <= 29; pixels++)
            {
                TileJob job = Job(xPixel, xStep, vectorStep, pixels);
                Check(level, job);
                Check(level, job with { B = null });
                Check(level, job with { Accumulate = true });
                Check(level, job with { Bias = _bias.Floats, Relu = true });
            }
        }
    }

    /// <summary>An image must not depend on the batch that it is in.</summary>
    [Fact]
    public void StreamedWeightsGiveTheSameBits()
    {
        foreach (SimdLevel level in Enum.GetValues<SimdLevel>().Where(level => level <= SimdLevels.Widest))
        {
            for (int pixels = 1; pixels <= 29; pixels++)
            {
                TileJob job = Job(16, 1, 32, pixels);
                foreach (TileJob each in new[]
                {
                    job, job with { B = null }, job with { Accumulate = true },
                    job with { Bias = _bias.Floats, Relu = true },
                })
                {
                    int[] plain = Outputs(level, each);
                    Assert.Equal(plain, Outputs(level, each with { Streams = true }));
                    Assert.Equal(plain, Outputs(level, each with { Next = _vectors.Floats }));
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (NativeBuffer buffer in new[] { _x, _vectors, _out, _bias, _offsets })
            buffer.Dispose();
    }

    private static NativeBuffer Filled(uint seed)
    {
        var buffer = new NativeBuffer(Floats * sizeof(float));
        Golden.Values(Floats, seed).CopyTo(new Span<float>(buffer.Floats, Floats));
        return buffer;
    }

    private TileJob Job(int xPixel, int xStep, int vectorStep, int pixels) => new()
    {
        X = _x.Floats,
        Offsets = (int*)_offsets.Data,
        Segments = Segments,
        Length = Length,
        XPixel = xPixel,
        XStep = xStep,
        A = _vectors.Floats,
        B = _vectors.Floats + 16,
        VectorStep = vectorStep,
        // Not the steps of a segment, so that the next one does not follow by itself.
        VectorSegment = Length * vectorStep + 16,
        OutA = _out.Floats,
        OutB = _out.Floats + 16,
        OutPixel = 32,
        Pixels = pixels,
    };

    private int[] Outputs(SimdLevel level, in TileJob job)
    {
        Golden.Values(Floats, 3).CopyTo(new Span<float>(_out.Floats, Floats));
        KernelSet.For(level).Multiply(job);
        return new Span<int>(_out.Data, Floats).ToArray();
    }

    private void Check(SimdLevel level, TileJob job)
    {
        Span<float> results = new(_out.Floats, Floats);
        float[] before = results.ToArray();
        KernelSet.For(level).Multiply(job);
        for (int i = 0; i < 30 * 32; i++)
        {
            int pixel = i / 32, channel = i % 32;
            double expected = pixel < job.Pixels && (channel < 16 || job.B != null)
                ? Expected(job, pixel, channel, before[i])
                : before[i];
            Assert.True(Math.Abs(expected - results[i]) <= 1e-4,
                $"{level}, {job.Pixels} pixels: {results[i]} instead of {expected} at {pixel}, channel {channel}");
        }
    }

    private static double Expected(in TileJob job, int pixel, int channel, float before)
    {
        double sum = job.Accumulate ? before : job.Bias == null ? 0 : job.Bias[channel];
        float* vectors = channel < 16 ? job.A + channel : job.B + channel - 16;
        for (int s = 0; s < job.Segments; s++)
        {
            for (int k = 0; k < job.Length; k++)
            {
                sum += (double)job.X[job.Offsets[s] + pixel * job.XPixel + k * job.XStep]
                    * vectors[s * job.VectorSegment + k * job.VectorStep];
            }
        }

        return job.Relu ? Math.Max(sum, 0) : sum;
    }
}
