using System.Diagnostics;
using System.Text.Json;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace AlexNetPS.Benchmarks.Ranks;

/// <summary>What ranks reach together, for each step.</summary>
/// <param name="Images">Images per second of all ranks, on average.</param>
/// <param name="Megabytes">MB that a rank sends.</param>
/// <param name="Busy">Milliseconds during which sums are underway.</param>
/// <param name="Waited">Milliseconds during which the rank waits for them.</param>
internal sealed record RankRate(double Images, double Megabytes, double Busy, double Waited)
{
    /// <summary>Trains for some seconds as one of the ranks of this process's group, or alone.</summary>
    /// <param name="network">A preset.</param>
    /// <param name="batch">Images of all ranks in a step.</param>
    /// <param name="threads">Threads of this rank.</param>
    /// <param name="sum">How gradients are summed.</param>
    /// <param name="seconds">About how long.</param>
    /// <param name="device">Device of each rank.</param>
    public static RankRate Measure(string network, int batch, int threads, GradientSum sum, double seconds,
        string device)
    {
        IRankGroup? group = RankGroups.Open(DistributedMode.Auto);
        int ranks = group?.Size ?? 1;
        using var runner = new StepRunner(NetworkArchitecture.Get(network), batch / ranks, training: true,
            Clock.WallTime, threads, device, ranks: group, sum: sum);
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
            if (group is not null)
                goesOn = Agreed(group, goesOn);
        }

        double time = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        RankTraffic after = group?.Traffic ?? default;
        return new(batch * steps / time, (after.Bytes - before.Bytes) / 1e6 / steps,
            (after.Busy - before.Busy).TotalMilliseconds / steps,
            (after.Waited - before.Waited).TotalMilliseconds / steps);
    }

    /// <summary>Measures in this process, and prints the rate as rank 0.</summary>
    public static void Print(string network, int batch, int threads, GradientSum sum, double seconds,
        string device)
    {
        RankRate rate = Measure(network, batch, threads, sum, seconds, device);
        if (RankGroups.StartedRank is null or 0)
            Console.WriteLine(JsonSerializer.Serialize(rate));
    }

    // The clocks of the ranks differ.
    private static bool Agreed(IRankGroup group, bool own)
    {
        byte[] all = new byte[group.Size];
        group.Exchange([(byte)(own ? 1 : 0)], all);
        return all[0] == 1;
    }
}
