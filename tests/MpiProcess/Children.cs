using System.Diagnostics;
using AlexNetPS.Ranks;

namespace MpiProcess;

/// <summary>A process that a rank starts, and that inherits MPI's variables.</summary>
internal static class Children
{
    public static int Start(IRankGroup group)
    {
        using Process child = Process.Start(new ProcessStartInfo("dotnet", [typeof(Children).Assembly.Location, "child"])
        {
            RedirectStandardOutput = true,
        })!;
        string said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        // The ranks are still connected.
        group.Exchange([], []);
        bool equal = said.StartsWith($"alone: MPI started process {Environment.ProcessId},", StringComparison.Ordinal);
        Console.WriteLine($"rank {group.Rank}: {(equal ? "equal" : said)}");
        return equal ? 0 : 1;
    }

    public static int Say()
    {
        if (RankGroups.StartedRank is not null || RankGroups.Open(DistributedMode.Auto) is not null)
            return 1;
        try
        {
            RankGroups.Open(DistributedMode.Mpi);
            return 1;
        }
        catch (RanksException e)
        {
            Console.WriteLine($"alone: {e.Message}");
            return 0;
        }
    }
}
