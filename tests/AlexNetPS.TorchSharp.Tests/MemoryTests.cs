using System.Runtime.InteropServices;
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
    [InlineData(OptimizerType.SgdPaper, "torch:cpu")]
    [InlineData(OptimizerType.AdamW, "torch:cpu,torch:cpu")]
    [InlineData(OptimizerType.SgdNesterov, "torch:cpu+torch:cpu")]
    public void LiveTensorsStayAsManyOverThousandsOfSteps(OptimizerType type, string device)
    {
        OptimizerDefinition optimizer = Both.Sgd with { Type = type, ClipNorm = 1, AverageDecay = 0.99 };
        long before = Tensor.TotalCount;
        using (INetwork network = Both.OnTorch(_tiny, 4, optimizer, device))
        {
            Run(network, 0, 10);
            long live = Tensor.TotalCount;
            Run(network, 10, 2_000);
            Assert.Equal(live, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void ABatchThatDoesNotFitIntoAGpuIsNamedWithTheLargestThatDoes()
    {
        TestDevice.SkipUnlessGpu();
        var wide = new NetworkDefinition("wide", new(3, 64, 64),
        [
            new ConvolutionDefinition { Name = "conv1", Filters = 64, Kernel = 3 },
            new ActivationDefinition { Name = "relu1" },
            new LinearDefinition { Name = "fc2", Outputs = 4 },
        ]);
        using (FilledGpu.ExceptFor(megabytes: 1024))
        {
            // 1 MB an image in each of two layers, and as much for the gradients.
            EngineException rejected = Assert.Throws<EngineException>(() => Both.OnTorch(wide, 2048, Both.Sgd));
            Assert.Equal(2048, rejected.BatchSize);
            int largest = rejected.LargestBatchSize!.Value;
            Assert.InRange(largest, 1, 1024);
            using INetwork fits = Both.OnTorch(wide, largest, Both.Sgd);
            Both.Step(fits, largest, 0);
        }
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

/// <summary>Tensors that take all memory of the GPU but for a rest.</summary>
internal sealed class FilledGpu : IDisposable
{
    private const int Megabytes = 128;

    private readonly Stack<Tensor> _tensors = new();

    public static FilledGpu ExceptFor(int megabytes)
    {
        var filled = new FilledGpu();
        try
        {
            while (true)
            {
                filled._tensors.Push(torch.empty((long)Megabytes << 20, ScalarType.Byte,
                    torch.device(TestDevice.Name)));
            }
        }
        catch (ExternalException)
        {
            for (int free = 0; free < megabytes; free += Megabytes)
                filled._tensors.Pop().Dispose();
            return filled;
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors)
            tensor.Dispose();
    }
}

/// <summary>Counts of the whole process are only right while nothing else runs.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public class AloneCollection;
