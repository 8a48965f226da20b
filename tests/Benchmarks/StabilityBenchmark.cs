using System.Globalization;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>Many training steps in a process of its own: memory must stay flat and a step allocate nothing.</summary>
internal static class StabilityBenchmark
{
    private const int Batch = 32, Warm = 200;
    private const long Tolerance = 8 << 20;

    /// <returns>Whether it did.</returns>
    public static bool Run(string network, int steps)
    {
        using var runner = new StepRunner(NetworkArchitecture.Get(network), Batch, training: true, Clock.WallTime);
        for (int step = 0; step < Warm; step++)
            runner.Run(0);
        long before = Environment.WorkingSet, allocated = 0;
        for (int step = Warm; step < steps; step++)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            runner.Step();
            allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
        }

        long after = Environment.WorkingSet;
        bool flat = allocated == 0 && after - before <= Tolerance;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{steps} training steps, {network}, batch {Batch}: working set "
            + $"{before / 1e6:F1} MB after {Warm} steps, {after / 1e6:F1} MB after all; {allocated} managed bytes; "
            + $"{(flat ? "flat" : "GREW")}"));
        return flat;
    }
}
