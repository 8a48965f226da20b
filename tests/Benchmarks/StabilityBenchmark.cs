using System.Globalization;
using System.Runtime.InteropServices;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// Many training steps in a process of its own: memory must stay flat, that of a GPU too, and a step of the CPU engine
/// allocate nothing.
/// </summary>
internal static partial class StabilityBenchmark
{
    private const int Batch = 32, Warm = 200;
    // libtorch's allocator and threads settle later than the CPU engine, whose memory is its own.
    private const long Tolerance = 8 << 20, TorchTolerance = 64 << 20;

    /// <returns>Whether it did.</returns>
    public static bool Run(string network, int steps, string device)
    {
        using var runner = new StepRunner(NetworkArchitecture.Get(network), Batch, training: true, Clock.WallTime,
            device: device);
        for (int step = 0; step < Warm; step++)
            runner.Run(0);
        bool gpu = device.StartsWith("cuda", StringComparison.Ordinal), torch = device != "cpu";
        long before = Environment.WorkingSet, gpuBefore = gpu ? GpuBytes() : 0, allocated = 0;
        for (int step = Warm; step < steps; step++)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            runner.Step();
            allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
        }

        long after = Environment.WorkingSet, gpuAfter = gpu ? GpuBytes() : 0;
        bool flat = (torch || allocated == 0) && after - before <= (torch ? TorchTolerance : Tolerance)
            && gpuAfter - gpuBefore <= TorchTolerance;
        string onGpu = gpu ? $", GPU memory in use {gpuBefore / 1e6:F0} and {gpuAfter / 1e6:F0} MB" : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{steps} training steps, {network}, batch {Batch}: working set "
            + $"{before / 1e6:F1} MB after {Warm} steps, {after / 1e6:F1} MB after all{onGpu}; "
            + $"{allocated} managed bytes; {(flat ? "flat" : "GREW")}"));
        return flat;
    }

    /// <summary>Memory in use on the GPU of the calling thread, also by other processes.</summary>
    private static long GpuBytes() => GetMemory(out nuint free, out nuint total) == 0
        ? (long)(total - free)
        : throw new InvalidOperationException("The NVIDIA driver does not report its free memory.");

    [LibraryImport("libcuda.so.1", EntryPoint = "cuMemGetInfo_v2")]
    private static partial int GetMemory(out nuint free, out nuint total);
}
