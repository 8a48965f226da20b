using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks.Rates;

/// <summary>
/// Training steps and predictions of this library and its peers, each in a process of its own, one after the other.
/// </summary>
/// <param name="rounds">How often they take turns; the best counts, because clocks drift.</param>
/// <param name="seconds">Of each in a round.</param>
internal sealed class RateTable(int rounds, double seconds)
{
    private const int Batch = 128;

    private static readonly (RateSetting Setting, string Target)[] _rows =
    [
        .. from network in new[] { "OneTower", "HalfWidth", "Paper" }
           from batch in new[] { Batch, 32, 1 }
           select (new RateSetting(network, batch, Training: false),
               network == "Paper" || batch == 1 ? "" : "ONNX Runtime 1.5 x (1.8 x)"),
        .. from network in new[] { "OneTower", "HalfWidth", "Paper" }
           select (new RateSetting(network, Batch, Training: true),
               network == "Paper" ? "" : "libtorch 1.8 x (2.2 x), bfloat16 1.0 x"),
        .. from network in new[] { "Cifar80sec", "Cifar18pct", "CifarLocal13", "CifarLocal11" }
           select (new RateSetting(network, Batch, Training: true), "PyTorch 1.8 x (2.2 x)")
    ];

    /// <summary>Prints the rows that are wanted as they are measured, then memory, then who took part.</summary>
    /// <param name="isWanted">Whether a row of this name is.</param>
    /// <param name="withPeers">Whether the peers run too.</param>
    public void Run(Func<string, bool> isWanted, bool withPeers)
    {
        (RateSetting Setting, string Target)[] wanted = [.. _rows.Where(row => isWanted(row.Setting.ToString()))];
        if (wanted.Length == 0)
            return;
        using var onnxRuntime = new OnnxRuntimePeer();
        var own = new PeerColumn(EnginePeer.Own);
        PeerColumn[] peers = withPeers ? [.. Peers(onnxRuntime).Select(peer => new PeerColumn(peer))] : [];
        string[] names = [own.Name, .. peers.Select(peer => peer.Name)];
        Console.WriteLine(RateRow.Head(["images/s", .. names, "target (reach)"]));
        var rows = new List<RateRow>();
        foreach ((RateSetting setting, string target) in wanted)
        {
            RateRow row = Measure(setting, target, own, peers);
            rows.Add(row);
            Console.WriteLine(row.Speeds);
        }

        RateRow[] training = [.. rows.Where(row => row.Setting.Training)];
        if (training.Length > 0)
        {
            Console.WriteLine();
            Console.WriteLine(RateRow.Head(["peak memory, MB", .. names]));
            foreach (RateRow row in training)
                Console.WriteLine(row.Memory);
        }

        Console.WriteLine();
        foreach (string note in peers.Prepend(own).SelectMany(column => column.Notes).Distinct())
            Console.WriteLine($"- {note}");
        Console.WriteLine();
    }

    private static IPeer[] Peers(OnnxRuntimePeer onnxRuntime) =>
    [
        onnxRuntime,
        new EnginePeer("libtorch", "torch:cpu", NetworkPrecision.Float32, setting => setting.Batch == Batch),
        // Without AVX-512 it computes in float32 and converts.
        new EnginePeer("libtorch, bfloat16", "torch:cpu", NetworkPrecision.BFloat16,
            setting => WideSet.IsOn && setting.Batch == Batch && !IsSmall(setting.Network)),
        new PyTorchPeer(setting => setting.Batch == Batch)
    ];

    private static bool IsSmall(string network) => NetworkArchitecture.Get(network).Input.Width < 64;

    private RateRow Measure(RateSetting setting, string target, PeerColumn own, PeerColumn[] peers)
    {
        double peak = 0;
        Rate? ours = null;
        var theirs = new Rate?[peers.Length];
        for (int round = 0; round < rounds; round++)
        {
            peak = Math.Max(peak, MachineLimits.PeakGigaflops(Clock.WallTime));
            ours = Rate.Best(ours, own.Measure(setting, seconds));
            for (int i = 0; i < peers.Length; i++)
                theirs[i] = Rate.Best(theirs[i], peers[i].Measure(setting, seconds));
        }

        if (ours is null)
            throw new InvalidOperationException(string.Join('\n', own.Notes));
        double flops = StepRunner.FlopsPerImage(NetworkArchitecture.Get(setting.Network), setting.Training);
        return new(setting, target, ours, 100 * ours.ImagesPerSecond * flops / 1e9 / peak, theirs);
    }
}
