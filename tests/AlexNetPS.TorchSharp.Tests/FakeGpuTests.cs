using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Engines;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>What the engine does on GPUs only, on fake ones.</summary>
public class FakeGpuTests
{
    private const int Batch = 5;

    [Fact]
    public void AGpuTrainsAsTheProcessorDoesBitForBit()
    {
        var gpu = new FakeGpu();
        using INetwork device = OnGpu(Batch, "cuda:0", gpu), host = OnGpu(Batch, DeviceList.Processor);
        float[] expected = new float[Batch * 7], actual = new float[Batch * 7];
        for (int step = 0; step < 3; step++)
        {
            Assert.Equal(Both.Step(host, Batch, step, 0.01, expected), Both.Step(device, Batch, step, 0.01, actual));
            Assert.Equal(expected, actual);
        }

        foreach (TensorDescription tensor in host.Parameters.Concat(host.OptimizerState))
            Assert.Equal(Both.Read(host, tensor.Name), Both.Read(device, tensor.Name));
        Assert.Equal(Both.Forward(host, 3), Both.Forward(device, 3));
    }

    [Theory]
    [InlineData("cuda:0,cuda:1")]
    [InlineData("cuda:0+cuda:1")]
    [InlineData("cuda:0+cuda:1,cuda:1+cuda:0")]
    public void SeveralGpusTrainAsOneDoes(string devices)
    {
        using INetwork one = Both.OnCpu(DeviceTests.Towers, Batch, Both.Sgd), several =
            Both.Fill(FakeGpu.Engine(new(), new()).Create(DeviceTests.Towers, Options(devices, Batch)));
        for (int step = 0; step < 3; step++)
            Assert.Equal(Both.Step(one, Batch, step), Both.Step(several, Batch, step), 1e-5f);
        Both.AssertSame(one, several, 1e-5);
        Both.AssertClose(Both.Forward(one, Batch), Both.Forward(several, Batch), 1e-5);
    }

    [Fact]
    public void StepsStartWithoutWaitingForTheDevice()
    {
        var gpu = new FakeGpu();
        using INetwork ahead = OnGpu(Batch, "cuda:0", gpu), waited = OnGpu(Batch, DeviceList.Processor);
        float[] targets = new float[Batch * 7], logits = new float[targets.Length], expected =
            new float[targets.Length];
        targets[3] = 1;
        Assert.Equal(16, ahead.MaximumPendingSteps);
        for (int first = 0; first < 32; first += 16)
        {
            int before = gpu.Waits;
            for (int step = first; step < first + 16; step++)
                ahead.StartStep(Images(step), targets, new(0.01, 7, step));
            Assert.Equal(before, gpu.Waits);
            for (int step = first; step < first + 16; step++)
            {
                float loss = waited.TrainStep(Images(step), targets, new(0.01, 7, step), expected);
                Assert.Equal(loss, ahead.EndStep(logits));
                Assert.Equal(expected, logits);
            }
        }

        static float[] Images(int step) => Golden.Values(Batch * Both.Small.Input.Count, (uint)(1 + step));
    }

    [Fact]
    public void ABatchThatDoesNotFitIsReportedWithTheLargestThatDoes()
    {
        long image = sizeof(float) * Both.Small.Input.Count;
        var gpu = new FakeGpu { Room = 20 * image };
        EngineException rejected = Assert.Throws<EngineException>(() => OnGpu(64, "cuda:0", gpu));
        Assert.Equal((64, 16), (rejected.BatchSize, rejected.LargestBatchSize));
        Assert.Contains("A batch of 64 images of network 'small' does not fit into the memory of cuda:0",
            rejected.Message, StringComparison.Ordinal);
        Assert.Contains("-BatchSize 16", rejected.Message, StringComparison.Ordinal);

        // Both have half of it.
        using (INetwork two = OnGpu(40, "cuda:0,cuda:1", gpu, gpu))
            Both.Step(two, 40, 0);

        using INetwork network = OnGpu(16, "cuda:0", gpu);
        Both.Step(network, 16, 0);
        gpu.Room = 8 * image;
        EngineException later = Assert.Throws<EngineException>(() => Both.Step(network, 16, 1));
        Assert.Equal(16, later.BatchSize);
        Assert.Contains("16 images does not fit into the memory of cuda:0, or no longer fits", later.Message,
            StringComparison.Ordinal);
        Assert.Equal(16, Assert.Throws<EngineException>(() => Both.Forward(network, 16)).BatchSize);

        // The network goes on with what fits.
        Both.Step(network, 8, 1);
        Both.Forward(network, 8);
    }

    [Fact]
    public void TF32IsForGpusOnly()
    {
        TorchEngine engine = FakeGpu.Engine(new(), new());
        NetworkOptions options = Options("cuda:0,cuda:1", Batch) with { Precision = NetworkPrecision.TF32 };
        using (INetwork network = Both.Fill(engine.Create(Both.Small, options)))
            Both.Step(network, Batch, 0);
        Assert.Contains("TF32 needs an NVIDIA GPU", Assert.Throws<EngineException>(
            () => engine.Create(Both.Small, options with { Device = "cuda:0,torch:cpu" })).Message,
            StringComparison.Ordinal);
    }

    private static INetwork OnGpu(int batch, string devices, params FakeGpu[] gpus) =>
        Both.Fill(FakeGpu.Engine(gpus).Create(Both.Small, Options(devices, batch)));

    private static NetworkOptions Options(string devices, int batch) =>
        new() { Device = devices, MaximumBatchSize = batch, Optimizer = Both.Sgd };
}
