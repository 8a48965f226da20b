using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>libtorch has one number of threads for the whole process.</summary>
[Collection("alone")]
public class ThreadTests
{
    [Fact]
    public void ThreadsOfOneNetworkDoNotRemainForTheNext()
    {
        Assert.Equal(1, ThreadsOf(1));
        Assert.Equal(Both.Torch.Devices.Single(device => device.IsNamed(TestDevice.Processor)).Threads, ThreadsOf(0));
        Assert.True(ThreadsOf(0) > 1 || Environment.ProcessorCount == 1);
    }

    private static int ThreadsOf(int threads)
    {
        var options = new NetworkOptions { Device = TestDevice.Of(TestDevice.Processor), MaximumBatchSize = 1, Threads = threads };
        using INetwork network = Both.Torch.Create(Both.Small, options);
        return torch.get_num_threads();
    }
}
