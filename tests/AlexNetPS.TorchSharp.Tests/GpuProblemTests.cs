using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>A driver or library with which no GPU can be used is one clear error.</summary>
public class GpuProblemTests
{
    public static TheoryData<string, string?, bool, string> Drivers { get; } = new()
    {
        { "none", null, true, "no NVIDIA driver was found; TorchSharp" },
        { "too old", "11.4", true, "the driver found supports CUDA up to 11.4; TorchSharp" },
        { "silent", "", true, "the driver found does not report its CUDA version; TorchSharp" },
        { "wrong package", "12.8", false, "does not support GPUs (the driver found supports CUDA up to 12.8). " },
    };

    [Theory]
    [MemberData(nameof(Drivers))]
    public void TheReasonNamesWhatWasFoundAndWhatIsNeeded(string what, string? driver, bool supported, string found)
    {
        NetworkDefinition definition = Both.Small;
        EngineDevice gpu = Assert.Single(CudaGpus.List(driver is null ? null : new Driver(driver), supported, 0));
        Assert.Equal("cuda:0", gpu.Name);
        Assert.False(gpu.Available, what);
        Assert.Contains(found, gpu.Reason, StringComparison.Ordinal);
        Assert.Contains(supported ? "Linux 525.60.13 or later" : NativeTorch.GpuAdvice, gpu.Reason,
            StringComparison.Ordinal);
        string rejected = Assert.Throws<EngineException>(() => new TorchEngine([gpu], DeviceList.Open).Create(
            definition, new() { Device = "cuda:0", MaximumBatchSize = 1 })).Message;
        Assert.Equal($"The device 'cuda:0' cannot be used. {gpu.Reason}", rejected);
    }

    [Fact]
    public void GpusAreListedWithNameAndMemory()
    {
        Assert.Equal(["cuda:0: GPU 0, 8589934592", "cuda:1: GPU 1, 17179869184"],
            CudaGpus.List(new Driver("12.8"), true, 2).Select(gpu => $"{gpu.Name}: {gpu.Description}, {gpu.MemoryBytes}"));
        Assert.Equal("NVIDIA GPU", Assert.Single(CudaGpus.List(null, true, 1)).Description);
    }

    [Fact]
    public void ALibraryThatIsNoneIsOneErrorThatSaysHowToGetOne()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "This is no library.");
        Exception reason = Assert.ThrowsAny<Exception>(() => NativeLibrary.Load(file));
        File.Delete(file);
        Assert.True(reason is DllNotFoundException or BadImageFormatException, reason.GetType().Name);
        string message = NativeTorch.Unloadable(reason).Message;
        Assert.DoesNotContain('\n', message);
        Assert.StartsWith($"The native library of {NativeTorch.Package} cannot be loaded: ", message,
            StringComparison.Ordinal);
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Matches("(Build again with -p:UseTorchSharp=|Run: Install-AlexNetEngine Torch -Variant )[^ ]+", message);
    }

    private sealed class Driver(string version) : ICudaDriver
    {
        public Version? Version => version.Length > 0 ? new(version) : null;

        public (string Name, long? Bytes) Gpu(int index) => ($"GPU {index}", (8L << 30) * (index + 1));
    }
}
