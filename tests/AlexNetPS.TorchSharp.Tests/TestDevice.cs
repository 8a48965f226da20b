namespace AlexNetPS.TorchSharp.Tests;

/// <summary>Where the torch engine runs: on libtorch's CPU device, or on the GPU that tests/gpu/run names.</summary>
internal static class TestDevice
{
    public const string Processor = "torch:cpu";

    public static readonly string Name = Environment.GetEnvironmentVariable("ALEXNETPS_TORCH_DEVICE") ?? Processor;

    /// <summary>
    /// What two runs of the same steps may differ by, of the largest value: nothing on the CPU. A GPU adds in another
    /// order, and cuDNN in another each time.
    /// </summary>
    public static float Rounding => Name == Processor ? 0 : 1e-4f;

    /// <summary>The devices of a test: "torch:cpu,torch:cpu" is "cuda:0,cuda:0" on a GPU.</summary>
    public static string Of(string devices) => devices.Replace(Processor, Name, StringComparison.Ordinal);

    public static void SkipUnlessGpu() =>
        Assert.SkipUnless(Name.StartsWith("cuda", StringComparison.Ordinal), "Needs a GPU: tests/gpu/run.");
}
