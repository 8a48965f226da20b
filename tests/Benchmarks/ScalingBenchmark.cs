using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>Speed by threads and batch size, training and predicting.</summary>
internal static class ScalingBenchmark
{
    private static readonly int[] _batches = [1, 8, 32, 128, 256];

    public static void Run(string network, double seconds)
    {
        Console.WriteLine();
        Console.WriteLine($"| {network}, img/s |{string.Concat(_batches.Select(batch => $" batch {batch} |"))}");
        Console.WriteLine($"|---|{string.Concat(_batches.Select(_ => "---|"))}");
        foreach (bool training in new[] { true, false })
        {
            for (int threads = 1; threads <= Environment.ProcessorCount; threads *= 2)
            {
                Console.Write(
                    $"| {(training ? "training" : "inference")}, {threads} {(threads == 1 ? "thread" : "threads")} |");
                foreach (int batch in _batches)
                    Console.Write($" {Speed(network, batch, training, threads, seconds)} |");
                Console.WriteLine();
            }
        }
    }

    private static string Speed(string network, int batch, bool training, int threads, double seconds)
    {
        try
        {
            using var runner =
                new StepRunner(NetworkArchitecture.Get(network), batch, training, Clock.WallTime, threads);
            runner.Run(seconds);
            return TableRow.Text($"{runner.Best:F1}");
        }
        catch (EngineException e)
        {
            Console.Error.WriteLine(e.Message);
            return "too large";
        }
    }
}
