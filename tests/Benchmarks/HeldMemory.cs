using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>The most memory that training holds; meant for a process of its own.</summary>
internal static class HeldMemory
{
    public static void Print(string network, int batch)
    {
        using (var runner = new StepRunner(NetworkArchitecture.Get(network), batch, training: true, Clock.WallTime))
            runner.Run(0);
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine((self.PeakWorkingSet64 >> 20).ToString(CultureInfo.InvariantCulture));
    }
}
