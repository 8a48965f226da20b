using System.Diagnostics;
using System.Text.Json;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.Training.Distributed;

namespace AlexNetPS.Benchmarks.Ranks;

/// <summary>What ranks reach together, for each step.</summary>
/// <param name="Images">Images per second of all ranks, on average.</param>
/// <param name="Megabytes">MB that a rank sends.</param>
/// <param name="Busy">Milliseconds during which something is sent.</param>
/// <param name="Waited">Milliseconds during which the rank waits for it.</param>
internal sealed record RankRate(double Images, double Megabytes, double Busy, double Waited)
{
    /// <summary>Trains for some seconds as one of the ranks of this process's group, or alone.</summary>
    /// <param name="work">What is trained.</param>
    /// <param name="seconds">About how long.</param>
    /// <returns>The rate; null on a rank that only follows.</returns>
    public static RankRate? Measure(RankWork work, double seconds)
    {
        IRankGroup? group = RankGroups.Open(DistributedMode.Auto);
        bool divides = group is not null && work.Parallelism == Parallelism.Model;
        using var runner = new StepRunner(NetworkArchitecture.Get(work.Network),
            divides ? work.Batch : work.Batch / (group?.Size ?? 1), training: true, Clock.WallTime, work.Threads,
            work.Device, ranks: group, sum: work.Sum, parallelism: work.Parallelism);
        if (runner.Led is { } led)
            return led.Lead(() => Measure(runner, work.Batch, seconds, group, agrees: false));
        if (!divides)
            return Measure(runner, work.Batch, seconds, group, agrees: group is not null);
        new NetworkFollower(runner.Network, group!).Run(default);
        return null;
    }

    /// <summary>Measures in this process, and prints the rate as rank 0.</summary>
    public static void Print(RankWork work, double seconds)
    {
        RankRate? rate = Measure(work, seconds);
        if (RankGroups.StartedRank is null or 0)
            Console.WriteLine(JsonSerializer.Serialize(rate));
    }

    private static RankRate Measure(StepRunner runner, int batch, double seconds, IRankGroup? group, bool agrees)
    {
        runner.Step();
        RankTraffic before = group?.Traffic ?? default;
        long begin = Stopwatch.GetTimestamp();
        int steps = 0;
        bool goesOn = true;
        while (goesOn)
        {
            runner.Step();
            steps++;
            goesOn = Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds;
            if (agrees)
                goesOn = Agreed(group!, goesOn);
        }

        double time = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        RankTraffic after = group?.Traffic ?? default;
        return new(batch * steps / time, (after.Bytes - before.Bytes) / 1e6 / steps,
            (after.Busy - before.Busy).TotalMilliseconds / steps,
            (after.Waited - before.Waited).TotalMilliseconds / steps);
    }

    // The clocks of the ranks differ.
    private static bool Agreed(IRankGroup group, bool own)
    {
        byte[] all = new byte[group.Size];
        group.Exchange([(byte)(own ? 1 : 0)], all);
        return all[0] == 1;
    }
}
