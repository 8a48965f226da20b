using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>bfloat16 is coarse, but computes the same; the weights it trains are float32.</summary>
public class PrecisionTests
{
    [Theory]
    [InlineData("torch:cpu")]
    [InlineData("torch:cpu,torch:cpu")]
    public void BFloat16TrainsNearFloat32(string device)
    {
        using INetwork full = Create(NetworkPrecision.Float32, device), half =
            Create(NetworkPrecision.BFloat16, device);
        Assert.Equal(full.OptimizerState.Select(tensor => tensor.ToString()),
            half.OptimizerState.Select(tensor => tensor.ToString()));
        float[] exact = Both.Forward(full, 4), coarse = Both.Forward(half, 4);
        Both.AssertClose(exact, coarse, 0.03);
        Assert.NotEqual(exact, coarse);
        for (int step = 0; step < 10; step++)
        {
            float expected = Both.Step(full, 4, step, 1e-3), actual = Both.Step(half, 4, step, 1e-3);
            Assert.InRange(actual, 0.9f * expected, 1.1f * expected);
        }

        // A step smaller than bfloat16 can add to a weight still counts.
        float[] weights = Both.Read(half, "fc4.weight");
        Assert.Contains(weights, weight => (BitConverter.SingleToInt32Bits(weight) & 0xFFFF) != 0);
    }

    [Fact]
    public void TF32NeedsAGpu() => Assert.Contains("NVIDIA",
        Assert.Throws<EngineException>(() => Both.Torch.Create(Both.Small, new()
        {
            Device = "torch:cpu",
            MaximumBatchSize = 4,
            Precision = NetworkPrecision.TF32
        })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ADirectConvolutionIsAChoiceOfTheCpuEngine() => Assert.Contains("Only the CPU engine",
        Assert.Throws<EngineException>(() => Both.Torch.Create(Both.Small, new()
        {
            Device = "torch:cpu",
            MaximumBatchSize = 4,
            Convolution = ConvolutionAlgorithm.Direct
        })).Message,
        StringComparison.Ordinal);

    private static INetwork Create(NetworkPrecision precision, string device) =>
        Both.OnTorch(Both.Small, 4, Both.Sgd, device, precision);
}
