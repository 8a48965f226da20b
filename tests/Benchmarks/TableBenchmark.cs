using System.Globalization;
using AlexNetPS.Benchmarks.Rates;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>Everything the engine is held to, measured in one go; Markdown tables.</summary>
internal sealed class TableBenchmark(Options options)
{
    private readonly int _rounds = options.Number("rounds", 1);
    private readonly double _seconds = options.Number("seconds", options.Has("quick") ? 1 : 2);
    private readonly bool _peer = !options.Has("no-peer");
    private readonly string[]? _rows = options.Text("rows")?.Split(';', StringSplitOptions.TrimEntries);

    public void Run()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine}, .NET {Environment.Version}; multiply-add peak "
            + $"{MachineLimits.PeakGigaflops(Clock.WallTime):F0} GFLOP/s, memory read "
            + $"{MachineLimits.ReadBandwidth():F1} GB/s"));
        if (WideSet.WhatIsOff is string off)
            Console.WriteLine(off);
        Console.WriteLine();
        new RateTable(_rounds, _seconds).Run(IsWanted, _peer);
        PrintOthers();
        if (IsWanted("scaling"))
            ScalingBenchmark.Run("Paper", _seconds / 4);
    }

    private static string Machine
    {
        get
        {
            EngineDevice device = new CpuEngine().Devices[0];
            return $"{device.Description}, {device.Threads} processors, {device.InstructionSet}";
        }
    }

    private bool IsWanted(string row) =>
        _rows is null || _rows.Any(text => row.Contains(text, StringComparison.OrdinalIgnoreCase));

    private void PrintOthers()
    {
        (string What, Func<string, TableRow> Measure)[] rows =
        [
            ("one image, Paper", what => OneImage(what, "Paper")),
            ("one image, OneTower", what => OneImage(what, "OneTower")),
            ("process start to first prediction, Paper", FirstPrediction.Row),
            ("2,000 training steps, Mnist28, batch 32", Stability),
            ("epoch of flower images", _ => FlowersEpoch.Row(options.Text("flowers"), _peer))
        ];
        rows = [.. rows.Where(row => IsWanted(row.What))];
        if (rows.Length == 0)
            return;
        Console.WriteLine(TableRow.Head);
        Console.WriteLine(TableRow.Rule);
        foreach ((string what, Func<string, TableRow> measure) in rows)
            Console.WriteLine(measure(what));
    }

    private TableRow OneImage(string what, string network)
    {
        // In turns, the best of each: the bandwidth of a shared machine doubles and halves within seconds.
        double bandwidth = 0, ours = double.PositiveInfinity;
        for (int turn = 0; turn < 3; turn++)
        {
            bandwidth = Math.Max(bandwidth, MachineLimits.ReadBandwidth());
            double rate = EnginePeer.Own.Measure(new(network, 1, Training: false), _seconds).ImagesPerSecond;
            ours = Math.Min(ours, 1e3 / rate);
        }

        double reading = NetworkArchitecture.Get(network).Parameters * sizeof(float) / bandwidth / 1e6;
        return new(what, TableRow.Text($"{ours:F1} ms"), TableRow.Text($"reading the weights once {reading:F1} ms"),
            TableRow.Text($"{ours / reading:F2} x"), "1.15 x (1.05 x)");
    }

    private static TableRow Stability(string what)
    {
        string stability = OwnProcess.Lines("stability").Lines[0].Split(": ")[1];
        return new(what, stability.Split("; ")[^1],
            stability[..stability.LastIndexOf("; ", StringComparison.Ordinal)], "", "flat");
    }
}
