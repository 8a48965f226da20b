using System.Globalization;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>Everything the engine is held to, measured in one go; a Markdown table.</summary>
internal sealed class TableBenchmark(Options options)
{
    private const int Batch = 128;

    private readonly int _rounds = options.Number("rounds", options.Has("quick") ? 1 : 2);
    private readonly double _seconds = options.Number("seconds", options.Has("quick") ? 1 : 4);
    private readonly bool _peer = !options.Has("no-peer");

    public void Run()
    {
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, multiply-add peak "
            + $"{MachineLimits.PeakGigaflops(Clock.WallTime):F0} GFLOP/s, memory read "
            + $"{MachineLimits.ReadBandwidth():F1} GB/s"));
        Console.WriteLine();
        Console.WriteLine(TableRow.Head);
        Console.WriteLine(TableRow.Rule);
        foreach (TableRow row in Rows())
            Console.WriteLine(row);
        ScalingBenchmark.Run(options.Networks[0], _seconds / 4);
    }

    private IEnumerable<TableRow> Rows()
    {
        double peerMegabytes = 0;
        foreach ((string network, string target) in new[] { ("Paper", "4.5 x and 70 % of peak (6 x)"),
            ("OneTower", "1.6 x (2 x)"), ("HalfWidth", "1.6 x (2 x)") })
        {
            StepFigures step = Measure(network, Batch, training: true);
            if (network == "Paper")
                peerMegabytes = step.PeerMegabytes;
            yield return Row($"training step, {network}, batch {Batch}", step, target);
            if (network == "Paper")
                yield return new("managed memory of a steady step", $"{step.Allocated} bytes", "", "", "0 bytes");
        }

        foreach ((string network, string target) in new[] { ("Paper", "3.5 x (5 x)"), ("OneTower", "1.6 x (2.5 x)") })
            yield return Row($"inference, {network}, batch {Batch}", Measure(network, Batch, training: false), target);

        yield return OneImage();

        double megabytes = OwnProcess.Number("held-memory", "Paper", $"{Batch}");
        yield return new($"peak memory, training Paper, batch {Batch}", TableRow.Text($"{megabytes:F0} MB"),
            _peer ? TableRow.Text($"PyTorch {peerMegabytes:F0} MB") : "-", Ratio(megabytes, peerMegabytes),
            "0.5 x (0.35 x)");

        yield return FirstPrediction.Row();
        string stability = OwnProcess.Lines("stability").Lines[0].Split(": ")[1];
        yield return new("2,000 training steps, Mnist28, batch 32", stability.Split("; ")[^1],
            stability[..stability.LastIndexOf("; ", StringComparison.Ordinal)], "", "flat");
        yield return FlowersEpoch.Row(options.Text("flowers"), _peer);
    }

    private TableRow OneImage()
    {
        StepFigures step = Measure("Paper", 1, training: false);
        double bandwidth = MachineLimits.ReadBandwidth(), ours = 1e3 / step.ImagesPerSecond;
        double reading = NetworkArchitecture.Get("Paper").Parameters * sizeof(float) / bandwidth / 1e6;
        string peer = _peer ? TableRow.Text($" (PyTorch {1e3 / step.PeerImagesPerSecond:F1} ms)") : "";
        return new("one image, Paper, weights in memory", TableRow.Text($"{ours:F1} ms"),
            TableRow.Text($"weights once {reading:F1} ms{peer}"), Ratio(ours, reading), "1.4 x (1.1 x)");
    }

    // Rounds of engine, probe and peer alternate, because clocks drift; the best of each counts.
    private StepFigures Measure(string network, int batch, bool training)
    {
        double peak = 0, peerSpeed = 0, peerMegabytes = 0;
        using var runner = new StepRunner(NetworkArchitecture.Get(network), batch, training, Clock.WallTime);
        for (int round = 0; round < _rounds; round++)
        {
            peak = Math.Max(peak, MachineLimits.PeakGigaflops(Clock.WallTime));
            runner.Run(_seconds);
            if (!_peer)
                continue;
            (double speed, double megabytes) = PeerProcess.Step(network, batch, training, _seconds, 0);
            peerSpeed = Math.Max(peerSpeed, speed);
            peerMegabytes = Math.Max(peerMegabytes, megabytes);
        }

        return new(runner.Best, 100 * runner.Best * runner.FlopsPerImage / 1e9 / peak, runner.Allocated, peerSpeed,
            peerMegabytes);
    }

    private static TableRow Row(string what, StepFigures step, string target) => new(
        what,
        TableRow.Text($"{step.ImagesPerSecond:F1} img/s, {step.PercentOfPeak:F1} % of peak"),
        step.PeerImagesPerSecond > 0 ? TableRow.Text($"PyTorch {step.PeerImagesPerSecond:F1} img/s") : "-",
        Ratio(step.ImagesPerSecond, step.PeerImagesPerSecond),
        target);

    private static string Ratio(double ours, double theirs) => theirs > 0
        ? TableRow.Text($"{ours / theirs:F2} x")
        : "-";

    private sealed record StepFigures(double ImagesPerSecond, double PercentOfPeak, long Allocated,
        double PeerImagesPerSecond, double PeerMegabytes);
}
