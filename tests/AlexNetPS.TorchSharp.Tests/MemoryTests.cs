using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>Nothing of a step outlives it.</summary>
[Collection("alone")]
public class MemoryTests
{
    private static readonly NetworkDefinition _tiny = new("tiny", new(1, 8, 8),
    [
        new ConvolutionDefinition { Name = "conv1", Filters = 8, Kernel = 3, Groups = 1 },
        new ActivationDefinition { Name = "relu1" },
        new LocalResponseNormalizationDefinition { Name = "norm1" },
        new MaxPoolDefinition { Name = "pool1", Kernel = 2, Stride = 2, Padding = WindowPadding.SameSize },
        new DropoutDefinition { Name = "drop1" },
        new LinearDefinition { Name = "fc2", Outputs = 4 },
    ]);

    [Theory]
    [InlineData(OptimizerType.SgdPaper, "torch:cpu", 2_000)]
    [InlineData(OptimizerType.AdamW, "torch:cpu,torch:cpu", 2_000)]
    [InlineData(OptimizerType.SgdNesterov, "torch:cpu+torch:cpu", 2_000)]
    [InlineData(OptimizerType.Sgd, "cuda:0,cuda:1", 200)]
    public void LiveTensorsStayAsMany(OptimizerType type, string device, int steps)
    {
        OptimizerDefinition optimizer = Both.Sgd with { Type = type, ClipNorm = 1, AverageDecay = 0.99 };
        long before = Tensor.TotalCount;
        var options = new NetworkOptions { Device = device, MaximumBatchSize = 4, Optimizer = optimizer };
        using (INetwork network = Both.Fill(FakeGpu.Engine(new(), new()).Create(_tiny, options)))
        {
            // So many that every host buffer was used.
            Run(network, 0, 51);
            long live = Tensor.TotalCount;
            Run(network, 51, steps);
            Assert.Equal(live, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static void Run(INetwork network, int first, int count)
    {
        for (int step = first; step < first + count; step++)
        {
            Both.Step(network, 4, step, 1e-3);
            if (step % 50 == 0)
                Both.Forward(network, 3);
        }
    }
}

/// <summary>Counts of the whole process are only right while nothing else runs.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public class AloneCollection;
