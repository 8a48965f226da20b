using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>
/// Several devices give what one gives. The processor stands for each of them: the code is that of cards.
/// </summary>
public class DeviceTests
{
    /// <summary>Two towers, whose windows of normalization reach into each other.</summary>
    internal static readonly NetworkDefinition Towers = new("towers", new(3, 27, 27),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 12, Kernel = 5, Stride = 2 },
        new ActivationDefinition { Name = "relu1" },
        new LocalResponseNormalizationDefinition { Name = "norm1", Size = 9, Alpha = 0.5, K = 1 },
        new MaxPoolDefinition { Name = "pool1" },
        new ConvolutionDefinition { Name = "conv2", Filters = 16, Kernel = 3, Padding = new(1, 1), Groups = 4 },
        new ActivationDefinition { Name = "relu2" },
        new DropoutDefinition { Name = "drop2", Probability = 0.2 },
        new ConvolutionDefinition { Name = "conv3", Filters = 8, Kernel = 3, Padding = new(0, 1) },
        new ActivationDefinition { Name = "relu3" },
        new LinearDefinition { Name = "fc4", Outputs = 20 },
        new ActivationDefinition { Name = "relu4" },
        new DropoutDefinition { Name = "drop4" },
        new LinearDefinition { Name = "fc5", Outputs = 7 },
    ]);

    [Theory]
    [InlineData("torch:cpu,torch:cpu", 5)]
    [InlineData("torch:cpu,torch:cpu,torch:cpu", 5)]
    [InlineData("torch:cpu,torch:cpu", 1)]
    [InlineData("torch:cpu+torch:cpu", 5)]
    [InlineData("torch:cpu+torch:cpu+torch:cpu+torch:cpu", 3)]
    [InlineData("torch:cpu+torch:cpu, torch:cpu+torch:cpu", 5)]
    public void SeveralDevicesTrainAsOneDoes(string devices, int batch)
    {
        OptimizerDefinition optimizer = Both.Sgd with { ClipNorm = 0.5, AverageDecay = 0.9 };
        using INetwork one = Both.OnCpu(Towers, batch, optimizer), several =
            Both.OnTorch(Towers, batch, optimizer, devices);
        for (int step = 0; step < 3; step++)
        {
            float[] expected = new float[batch * 7], actual = new float[batch * 7];
            Assert.Equal(Both.Step(one, batch, step, 0.01, expected), Both.Step(several, batch, step, 0.01, actual),
                1e-5f);
            Both.AssertClose(expected, actual, 1e-5);
        }

        Both.AssertSame(one, several, 1e-5);
        Both.AssertClose(Both.Forward(one, batch), Both.Forward(several, batch), 1e-5);
        one.Averaged = several.Averaged = true;
        Both.AssertClose(Both.Forward(one, batch), Both.Forward(several, batch), 1e-5);
    }

    [Fact]
    public void ThePapersTowersOnTwoDevicesPredictAsOnOne()
    {
        NetworkDefinition paper = NetworkArchitecture.Get("Paper");
        float[] expected, actual;
        using (INetwork one = Both.OnCpu(paper, 1))
            expected = Both.Forward(one, 1);
        using (INetwork two = Both.OnTorch(paper, 1, device: "torch:cpu+torch:cpu"))
            actual = Both.Forward(two, 1);
        Both.AssertClose(expected, actual, 1e-5);
    }

    [Fact]
    public void WhatCannotBeSplitOrIsNotThereIsRefused()
    {
        Assert.Contains("'conv1': 12 filters in 1 groups",
            Rejected(Towers, "torch:cpu+torch:cpu+torch:cpu+torch:cpu+torch:cpu"), StringComparison.Ordinal);
        Assert.Contains("no device 'torch:tpu'", Rejected(Towers, "torch:cpu,torch:tpu"), StringComparison.Ordinal);
        Assert.Contains("same number", Rejected(Towers, "torch:cpu+torch:cpu,torch:cpu"), StringComparison.Ordinal);
        Assert.SkipWhen(Both.Torch.Devices.Any(device => device.Name == "cuda:0" && device.Available),
            "There is a GPU.");
        Assert.Contains("cannot be used", Rejected(Towers, "cuda:0"), StringComparison.Ordinal);
        EngineDevice gpu = Both.Torch.Devices.Single(device => device.Name == "cuda:0");
        Assert.False(gpu.Available);
        Assert.NotEmpty(gpu.Reason!);

        static string Rejected(NetworkDefinition definition, string device) =>
            Assert.Throws<EngineException>(() => Both.OnTorch(definition, 1, null, device)).Message;
    }

    [Theory]
    [InlineData(100, 30, 25)]
    [InlineData(8, 7, 4)]
    [InlineData(8, 0, 0)]
    public void ABatchThatDoesNotFitIsNamedWithTheLargestThatDoes(int batch, int room, int largest)
    {
        EngineException rejected =
            Assert.Throws<EngineException>(() => DeviceFailure.CheckFits(batch, "net", "cuda:0", size =>
        {
            if (size > room)
                throw new ExternalException("CUDA out of memory. Tried to allocate 2.00 GiB");
        }));
        Assert.Equal(batch, rejected.BatchSize);
        Assert.Equal(largest, rejected.LargestBatchSize);
        Assert.Contains($"A batch of {batch} images", rejected.Message, StringComparison.Ordinal);
        if (largest > 0)
            Assert.Contains($"-BatchSize {largest}", rejected.Message, StringComparison.Ordinal);
        DeviceFailure.CheckFits(batch, "net", "cuda:0", _ => { });
        EngineException other = Assert.Throws<EngineException>(() => DeviceFailure.CheckFits(batch, "net", "cuda:0",
            _ => throw new ExternalException("CUDA error: device-side assert\nmore")));
        Assert.Null(other.BatchSize);
        Assert.Contains("device-side assert", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryingABatchChangesNothing()
    {
        using INetwork tried = Both.OnTorch(Towers, 4, Both.Sgd), other = Both.OnTorch(Towers, 4, Both.Sgd);
        ((TorchNetwork)tried).Try(4);
        Both.Step(tried, 4, 0);
        Both.Step(other, 4, 0);
        Both.AssertSame(other, tried, 0);
    }
}
