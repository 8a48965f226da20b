using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;
using static TorchSharp.torch;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>What only a real GPU shows; tests/gpu/run runs it on one.</summary>
[Collection("alone")]
public class GpuTests
{
    private const int Megabyte = 1 << 20, Piece = 128;

    [Fact]
    public void TensorsOnAGpuStayAsManyOverThousandsOfSteps()
    {
        TestDevice.SkipUnlessGpu();
        using INetwork network = Both.OnTorch(Both.Small, 4, Both.Sgd with { ClipNorm = 1, AverageDecay = 0.99 });
        Run(network, 0, 100);
        long live = Tensor.TotalCount;
        Run(network, 100, 2_000);
        Assert.Equal(live, Tensor.TotalCount);

        static void Run(INetwork network, int first, int count)
        {
            for (int step = first; step < first + count; step++)
                Both.Step(network, 4, step, 1e-4);
            Both.Forward(network, 3);
        }
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
        Stack<Tensor> others = FillUpTo(megabytesLeft: 1024);
        try
        {
            // 1 MB an image after each of two layers, and as much for the gradients.
            EngineException rejected = Assert.Throws<EngineException>(() => Both.OnTorch(wide, 2048, Both.Sgd));
            Assert.Equal(2048, rejected.BatchSize);
            int largest = rejected.LargestBatchSize!.Value;
            Assert.InRange(largest, 1, 1024);
            using INetwork fits = Both.OnTorch(wide, largest, Both.Sgd);
            Both.Step(fits, largest, 0);
        }
        finally
        {
            foreach (Tensor other in others)
                other.Dispose();
        }
    }

    [Fact]
    public void AMarkOfAGpuIsReachedAfterAWait()
    {
        TestDevice.SkipUnlessGpu();
        using Tensor values = ones(1 << 22, device: Both.Device.Place),
            host = Both.Device.HostMemory(values.NumberOfElements, ScalarType.Float32);
        Both.Device.Download(values, host);
        using IWorkMark mark = Both.Device.Mark();
        mark.Wait();

        // Without an event of the driver it never is.
        Assert.True(mark.IsReached);
        Assert.Equal(values.NumberOfElements, host.sum().ToInt64());
    }

    [Fact]
    public void ADividedBackwardPassOnAGpuTrainsAsOneThatIsNot()
    {
        TestDevice.SkipUnlessGpu();
        var options = new NetworkOptions { Device = TestDevice.Name, MaximumBatchSize = 4, Optimizer = Both.Sgd };
        using INetwork alone = Both.Fill(Both.Torch.Create(RankOverlapTests.Large, options)),
            ranked = Both.Fill(Both.Torch.Create(RankOverlapTests.Large, options with { Ranks = new LoneRank() }));
        for (int step = 0; step < 3; step++)
            Assert.Equal(Both.Step(alone, 4, step), Both.Step(ranked, 4, step), TestDevice.Rounding);
        Both.AssertSame(alone, ranked, TestDevice.Rounding);
    }

    /// <summary>Tensors that take the memory of the GPU.</summary>
    private static Stack<Tensor> FillUpTo(int megabytesLeft)
    {
        var tensors = new Stack<Tensor>();
        try
        {
            while (true)
                tensors.Push(empty((long)Piece * Megabyte, ScalarType.Byte, device(TestDevice.Name)));
        }
        catch (ExternalException)
        {
            for (int left = 0; left < megabytesLeft; left += Piece)
                tensors.Pop().Dispose();
            return tensors;
        }
    }
}
