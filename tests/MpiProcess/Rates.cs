using System.Diagnostics;
using System.Runtime.InteropServices;
using AlexNetPS.Mpi.Binding;
using AlexNetPS.Ranks;

namespace MpiProcess;

/// <summary>How fast sums are, and what waiting costs.</summary>
internal static unsafe class Rates
{
    private const int Count = 60_000_000, Repeats = 5;

    /// <summary>Sums of the group.</summary>
    public static int OfGroup(IRankGroup group)
    {
        float* values = Values();
        foreach (GradientSum sum in Enum.GetValues<GradientSum>())
        {
            Report(group.Rank, $"{group.Library} {sum}", Best(() =>
            {
                group.Exchange([], []);
                long begin = Stopwatch.GetTimestamp();
                group.EndSum(group.StartSum(values, Count, sum));
                return Stopwatch.GetElapsedTime(begin);
            }));
        }

        float* copy = Values();
        Report(group.Rank, "memcpy", Best(() =>
        {
            long begin = Stopwatch.GetTimestamp();
            Buffer.MemoryCopy(values, copy, Count * sizeof(float), Count * sizeof(float));
            return Stopwatch.GetElapsedTime(begin);
        }));

        foreach (GradientSum sum in Enum.GetValues<GradientSum>())
            Hide(group, values, sum);
        Wait(group, "nothing underway", 0, watched: false);
        Wait(group, "others late, waiting for them", 1, watched: true);
        Wait(group, "others late, not waiting", 1, watched: false);
        return 0;
    }

    /// <summary>MPI_Allreduce, which blocks.</summary>
    public static int OfLibrary()
    {
        MpiLaunch launch = MpiLaunch.Find(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows())!;
        nint library = 0;
        _ = LibraryFiles.For(launch.Launcher, Environment.GetEnvironmentVariable)
            .First(file => NativeLibrary.TryLoad(file, out library));
        var mpi = new MpiFunctions(library);
        mpi.Initialize();
        var reduce = (delegate* unmanaged<nint, void*, int, nint, nint, nint, int>)
            NativeLibrary.GetExport(library, "MPI_Allreduce");
        MpiFamily family = mpi.Family;
        float* values = Values();
        Report(mpi.Rank(family.World), $"{mpi.Version} MPI_Allreduce", Best(() =>
        {
            _ = reduce(family.InPlace, values, 1, family.Float, family.Sum, family.World);
            long begin = Stopwatch.GetTimestamp();
            _ = reduce(family.InPlace, values, Count, family.Float, family.Sum, family.World);
            return Stopwatch.GetElapsedTime(begin);
        }));
        mpi.Complete();
        return 0;
    }

    private static float* Values()
    {
        var values = (float*)NativeMemory.Alloc(Count, sizeof(float));
        new Span<float>(values, Count).Fill(1e-3f);
        return values;
    }

    private static TimeSpan Best(Func<TimeSpan> measure) => Enumerable.Range(0, Repeats).Min(_ => measure());

    private static void Report(int rank, string what, TimeSpan time)
    {
        if (rank == 0)
            Console.WriteLine($"{what}: {time.TotalMilliseconds:f0} ms, {Count * 4e-9 / time.TotalSeconds:f2} GB/s");
    }

    // Work alone, and with a sum behind it.
    private static void Hide(IRankGroup group, float* values, GradientSum sum)
    {
        TimeSpan alone = Best(() => Time(group, Work));
        TimeSpan both = Best(() => Time(group, () =>
        {
            long number = group.StartSum(values, Count, sum);
            Work();
            group.EndSum(number);
        }));
        if (group.Rank == 0)
            Console.WriteLine($"{sum} behind work: {alone.TotalMilliseconds:f0} ms became {both.TotalMilliseconds:f0} ms");
    }

    private static TimeSpan Time(IRankGroup group, Action action)
    {
        group.Exchange([], []);
        long begin = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begin);
    }

    private static void Work()
    {
        double sum = 0;
        for (int i = 1; i < 1_000_000_000; i++)
            sum += 1.0 / i;
        GC.KeepAlive(sum);
    }

    // Processor time of rank 0 in two seconds, in which the others have not begun the sum.
    private static void Wait(IRankGroup group, string what, int sums, bool watched)
    {
        float[] values = new float[1000];
        fixed (float* first = values)
        {
            group.Exchange([], []);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long begin = Stopwatch.GetTimestamp();
            long number = 0;
            if (group.Rank > 0)
                Thread.Sleep(2000);
            for (int i = 0; i < sums; i++)
                number = group.StartSum(first, values.Length, GradientSum.Ordered);
            if (group.Rank == 0 && !watched)
                Thread.Sleep(2000);
            if (sums > 0)
                group.EndSum(number);
            if (group.Rank == 0)
            {
                Console.WriteLine($"{what}: {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds:f0} ms of "
                    + $"processor time in {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:f0} ms");
            }
        }
    }
}
