using AlexNetPS.Engines;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>Gradients of logits at layers: those of PyTorch's autograd in double precision, however it is split.</summary>
public class LogitGradientTests
{
    public static TheoryData<string> Goldens() => [.. GradientGolden.All.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Goldens))]
    public void NetworksHavePyTorchsGradients(string name)
    {
        GradientGolden golden = GradientGolden.All.Single(golden => golden.Name == name);
        using INetwork network = Both.OnTorch(golden.Network, golden.Batch);
        golden.Check(network, 1e-4, TestDevice.Name);
    }

    [Theory]
    [InlineData("torch:cpu,torch:cpu")]
    [InlineData("torch:cpu+torch:cpu")]
    public void SplitNetworksHaveTheSame(string device)
    {
        using INetwork cpu = Both.OnCpu(Both.Small, 3), torch = Both.OnTorch(Both.Small, 4, Both.Sgd, device);
        foreach (string layer in new[] { "conv1", "norm1", "pool1", "conv2", "fc3", "fc4" })
        {
            (float[] Logits, float[] Outputs, float[] Gradients) expected = Gradients(cpu, layer), found =
                Gradients(torch, layer);
            Both.AssertClose(expected.Logits, found.Logits, 1e-5, $"{layer}, logits");
            Both.AssertClose(expected.Outputs, found.Outputs, 1e-5, $"{layer}, output");
            Both.AssertClose(expected.Gradients, found.Gradients, 1e-4, $"{layer}, gradient");
        }
    }

    [Fact]
    public void BFloat16IsNearFloat32()
    {
        using INetwork full = Both.OnTorch(Both.Small, 4), half =
            Both.OnTorch(Both.Small, 4, precision: NetworkPrecision.BFloat16);
        Both.AssertClose(Gradients(full, "average2").Gradients, Gradients(half, "average2").Gradients, 0.05);
    }

    [Fact]
    public void PixelsHaveTheGradientsOfTheirValues()
    {
        using INetwork network = Both.OnTorch(Both.Small, 3);
        int count = (int)(3 * Both.Small.Input.Count);
        byte[] levels = [.. Golden.Values(count, 1).Select(value => (byte)(127.5f + 127 * value))];
        // Factor, offset and share of a mean image, for three channels of three images.
        float[] mappings = [.. Enumerable.Repeat(new[] { 1f / 128, 1f / 128, 1f / 128, -1, -1, -1, 0, 0, 0 }, 3)
            .SelectMany(values => values)];
        var pixels = new NetworkInput(3, levels, mappings);
        float[] values = [.. levels.Select(level => level * (1f / 128) - 1)];
        Both.AssertClose(Gradients(network, values, "conv2").Gradients, Gradients(network, pixels, "conv2").Gradients, 1e-6);
    }

    [Fact]
    public void ATrainingLearnsTheSameBitsBesideGradients()
    {
        using INetwork alone = Both.OnTorch(Both.Small, 4, Both.Sgd), beside = Both.OnTorch(Both.Small, 4, Both.Sgd);
        for (int step = 0; step < 3; step++)
        {
            float expected = Both.Step(alone, 4, step);
            Gradients(beside, "conv1");
            Assert.Equal(expected, Both.Step(beside, 4, step), TestDevice.Rounding);
            Gradients(beside, "fc3");
        }

        Both.AssertSame(alone, beside, 0);
    }

    private static (float[] Logits, float[] Outputs, float[] Gradients) Gradients(INetwork network, string layer) =>
        Gradients(network, Golden.Values(3 * Both.Small.Input.Count, 1), layer);

    private static (float[] Logits, float[] Outputs, float[] Gradients) Gradients(INetwork network, NetworkInput images,
        string layer)
    {
        float[] logits = new float[3 * Both.Small.Classes], outputs =
            new float[3 * Both.Small.Layer(layer).OutputShape.Count], gradients = new float[outputs.Length];
        network.LogitGradients(images, layer, [0, -1, 6], logits, outputs, gradients);
        return (logits, outputs, gradients);
    }
}
