using System.Globalization;
using System.Text.Json;
using AlexNetPS.Benchmarks.Rates;
using AlexNetPS.Ranks;

namespace AlexNetPS.Benchmarks.Ranks;

/// <summary>
/// Ranks of MPI with one thread each, next to one process with as many threads: rate, bytes, and how much of the sums
/// the backward pass hides. Ranks divide the batch, or the layers. They take turns, each in processes of its own.
/// </summary>
internal sealed class RankScaling(Options options)
{
    private readonly string _mpi = options.Text("mpi") ?? "openmpi", _device = options.Text("device") ?? "cpu";
    private readonly int _batch = options.Number("batch", 128), _rounds = options.Number("rounds", 3),
        _seconds = options.Number("seconds", 10), _ranks = options.Number("ranks", 2);

    public void Run()
    {
        Console.WriteLine($"\nTraining, batch {_batch}, {_mpi}, images a second of all ranks:\n");
        Console.WriteLine($"| Network | 1 thread | {_ranks} threads | {_ranks} ranks | images/s | of threads "
            + "| MB sent a step | sent, ms | waited, ms | hidden |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (string network in options.Networks)
        {
            RankWork[] ways = [.. Enum.GetValues<GradientSum>()
                .Select(sum => new RankWork(network, _batch, 1, Parallelism.Data, sum, _device)),
                // The torch engine divides layers among ranks too, which this does not measure yet.
                .. _device == "cpu"
                    ? (IEnumerable<RankWork>)[new(network, _batch, 1, Parallelism.Model, GradientSum.Float32, _device)]
                    : []];
            RankRate[] best = new RankRate[ways.Length];
            double one = 0, threads = 0;
            for (int round = 0; round < _rounds; round++)
            {
                one = Math.Max(one, Alone(ways[0]).Images);
                threads = Math.Max(threads, Alone(ways[0] with { Threads = _ranks }).Images);
                for (int i = 0; i < ways.Length; i++)
                {
                    RankRate rate = Together(ways[i]);
                    if (best[i] is null || rate.Images > best[i].Images)
                        best[i] = rate;
                }
            }

            foreach ((RankWork way, RankRate rate) in ways.Zip(best))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {network} | {one:F1} | {threads:F1} "
                    + $"| {way.Way} | {rate.Images:F1} | {rate.Images / threads:F2} | {rate.Megabytes:F1} "
                    + $"| {rate.Busy:F0} | {rate.Waited:F0} | {Hidden(way, rate)} |"));
            }
        }
    }

    // Divided layers wait for all that is sent.
    private static string Hidden(RankWork way, RankRate rate) => way.Parallelism == Parallelism.Model
        ? "none"
        : (1 - (rate.Waited / rate.Busy)).ToString("P0", CultureInfo.InvariantCulture);

    private static string Program { get; } = Environment.GetCommandLineArgs()[0];

    private RankRate Alone(RankWork work) => Read(["dotnet", Program, .. Arguments(work)]);

    private RankRate Together(RankWork work) =>
        Read([$"mpiexec.{_mpi}", .. _mpi == "openmpi" ? (string[])["--oversubscribe", "--bind-to", "none"] : [],
            "-n", _ranks.ToString(CultureInfo.InvariantCulture), "dotnet", Program, .. Arguments(work)]);

    private string[] Arguments(RankWork work) =>
        ["rank-rate", .. work.Arguments(), _seconds.ToString(CultureInfo.InvariantCulture)];

    private static RankRate Read(string[] command) =>
        JsonSerializer.Deserialize<RankRate>(ChildProcess.LastLine(command, new Dictionary<string, string>
        {
            ["OMPI_ALLOW_RUN_AS_ROOT"] = "1",
            ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1",
            ["TERM"] = "dumb",
        }))!;
}
