using AlexNetPS.Benchmarks;

var options = new Options(args);
switch (args.FirstOrDefault())
{
    case "steps":
        new StepBenchmark(options).Run();
        break;
    case "machine":
        Console.WriteLine($"multiply-add peak {MachineLimits.PeakGigaflops(Clock.WallTime):F0} GFLOP/s, memory read {MachineLimits.ReadBandwidth():F1} GB/s");
        break;
    default:
        Console.WriteLine("""
            steps    [--network Paper,OneTower,HalfWidth] [--batch 128] [--predict] [--threads 0] [--rounds 3] [--seconds 4] [--cpu-time] [--peer] [--profile]
            machine  peak multiply-add rate and memory bandwidth
            """);
        return 1;
}

return 0;
