using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AlexNetPS.Benchmarks;

/// <summary>Wall time, or the processor time of the calling thread (Linux).</summary>
internal sealed unsafe partial class Clock(Func<long> now)
{
    private const int ThreadProcessorTime = 3;

    public static Clock WallTime { get; } = new(Stopwatch.GetTimestamp);

    public static Clock ThreadTime { get; } = new(ThreadNanoseconds);

    /// <summary>Ticks of <see cref="Stopwatch"/>.</summary>
    public Func<long> Now { get; } = now;

    public double SecondsSince(long start) => (Now() - start) / (double)Stopwatch.Frequency;

    private static long ThreadNanoseconds()
    {
        long* time = stackalloc long[2];
        GetTime(ThreadProcessorTime, time);
        return (long)((time[0] + time[1] / 1e9) * Stopwatch.Frequency);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
