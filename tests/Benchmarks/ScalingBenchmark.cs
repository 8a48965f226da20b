using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>Training speed by threads and batch size.</summary>
internal static class ScalingBenchmark
{
    private static readonly int[] Batches = [1, 8, 32, 128, 256];

    public static void Run(string network, double seconds)
    {
        Console.WriteLine();
        Console.WriteLine($"| training step, {network}, img/s |{string.Concat(Batches.Select(batch => $" batch {batch} |"))}");
        Console.WriteLine($"|---|{string.Concat(Batches.Select(_ => "---|"))}");
        for (int threads = 1; threads <= Environment.ProcessorCount; threads *= 2)
        {
            Console.Write($"| {threads} {(threads == 1 ? "thread" : "threads")} |");
            foreach (int batch in Batches)
            {
                using var runner = new StepRunner(NetworkArchitecture.Get(network), batch, training: true, Clock.WallTime, threads);
                runner.Run(seconds);
                Console.Write(TableRow.Text($" {runner.Best:F1} |"));
            }

            Console.WriteLine();
        }
    }
}
