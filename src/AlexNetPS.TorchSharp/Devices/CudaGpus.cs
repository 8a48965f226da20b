using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Devices;

/// <summary>GPUs that libtorch can use, or the reason if it can use none.</summary>
internal static class CudaGpus
{
    /// <summary>Returns the GPUs of this machine.</summary>
    public static IEnumerable<EngineDevice> List() => List(CudaDriver.Find(), NativeTorch.HasCuda,
        NativeTorch.HasCuda && torch.cuda.is_available() ? torch.cuda.device_count() : 0);

    /// <summary>Returns "cuda:0", "cuda:1" and so on; a single one with the reason if there is none.</summary>
    /// <param name="driver">The installed driver; null if there is none.</param>
    /// <param name="supported">Whether this libtorch supports GPUs.</param>
    /// <param name="count">Number of GPUs that libtorch finds.</param>
    internal static IEnumerable<EngineDevice> List(ICudaDriver? driver, bool supported, int count)
    {
        if (count == 0)
        {
            yield return new EngineDevice(TorchEngine.EngineName, "cuda:0", "NVIDIA GPU")
            {
                Reason = Reason(driver, supported),
            };
        }

        for (int i = 0; i < count; i++)
        {
            (string name, long? bytes) = driver?.Gpu(i) ?? ("NVIDIA GPU", null);
            yield return new EngineDevice(TorchEngine.EngineName, $"cuda:{i}", name) { MemoryBytes = bytes };
        }
    }

    /// <summary>Describes the versions found and required.</summary>
    private static string Reason(ICudaDriver? driver, bool supported)
    {
        string found = driver is null ? "no NVIDIA driver was found"
            : driver.Version is Version version
                ? $"the driver found supports CUDA up to {version}"
                : "the driver found does not report its CUDA version";
        if (!supported)
        {
            return $"The torch engine has {NativeTorch.Package}, which does not support GPUs ({found}). "
                + NativeTorch.GpuAdvice;
        }

        return $"libtorch finds no GPU it can use: {found}; {NativeTorch.Versions} was built for CUDA 12.8 and needs "
            + "an NVIDIA driver for CUDA 12 "
            + "(Windows 528.33, Linux 525.60.13 or later; 12.8 itself came with 570). Install a newer driver, and "
            + "check CUDA_VISIBLE_DEVICES if it is set.";
    }
}
