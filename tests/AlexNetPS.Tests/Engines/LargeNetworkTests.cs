using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Cpu.Kernels;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>Networks whose offsets do not fit 32 bits end with an error, before any memory is asked for.</summary>
public class LargeNetworkTests
{
    [Fact]
    public void WhatCannotBeAddressedIsRefused()
    {
        static string Refusal(TensorShape input, params LayerDefinition[] layers) => Assert.Throws<EngineException>(
            () => new CpuEngine().Create(new("large", input, layers),
                new() { MaximumBatchSize = 1, Threads = 1 })).Message;

        var last = new LinearDefinition { Name = "last", Outputs = 33 };
        Assert.Contains("16384x16384 values", Refusal(new(1, 16_384, 16_384),
            new ConvolutionDefinition { Name = "conv1", Filters = 1, Kernel = 1 },
            new AdaptiveAveragePoolDefinition { Name = "average", Size = 1 }, last));
        Assert.Contains("Layer 'last': its weights", Refusal(new(1, 4000, 4000), last));

        // A map that fits as long as nobody asks for a border.
        Assert.Contains("with its border",
            Refusal(new(16, 16_384, 2047), new ConvolutionDefinition { Name = "conv1", Filters = 16, Kernel = 1 },
            new ConvolutionDefinition
            {
                Name = "conv2",
                Filters = 16,
                Kernel = 1024,
                Stride = 1024,
                Padding = new(1023, 1023)
            }, new AdaptiveAveragePoolDefinition { Name = "average", Size = 1 }, last));
        Assert.Contains("at most 1048576",
            Assert.Throws<EngineException>(() => new CpuEngine().Create(new("small", new(1, 1, 1), [last]),
                new() { MaximumBatchSize = int.MaxValue })).Message);
        Assert.Contains("more logits", Assert.Throws<EngineException>(
            () => new CpuEngine().Create(new("wide", new(1, 1, 1), [last with { Outputs = 1_000_000 }]),
                new() { MaximumBatchSize = 3000 })).Message);
        Assert.Throws<EngineException>(() => new FeatureMap(new(17, 8192, 8192), FeatureLayout.Blocked));
        Assert.True(NormalizationJob.ScratchFloats(int.MaxValue / 16, int.MaxValue / 2) > int.MaxValue);
    }
}
