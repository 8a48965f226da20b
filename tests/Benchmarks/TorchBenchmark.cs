using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// Steps and predictions of the torch engine beside the same loop in PyTorch on the same device, in one run, best of
/// each. A step takes its batch from the host's memory and ends with the loss on the host.
/// </summary>
internal sealed class TorchBenchmark(Options options)
{
    private readonly string _device = options.Text("device") ?? "cuda:0";
    private readonly int _seconds = options.Number("seconds", 4), _rounds = options.Number("rounds", 2);

    public void Run()
    {
        IEngine engine = EngineCatalog.ForDevice(_device);
        Console.WriteLine(EngineDevice.Of(engine, _device).Description);
        Console.WriteLine(
            $"{"network",-10} {"batch",6} {"precision",-9} {"what",-8} {"img/s",9} {"PyTorch",9} {"ratio",6}");
        foreach (string network in options.Networks)
        {
            foreach (int batch in List("batch", "128,512,1024").Select(int.Parse))
            {
                foreach (NetworkPrecision precision in List("precision", "Float32,TF32,BFloat16").Select(
                    Enum.Parse<NetworkPrecision>))
                {
                    foreach (bool training in new[] { true, false })
                        Row(NetworkArchitecture.Get(network), batch, precision, training);
                }
            }
        }
    }

    private void Row(NetworkDefinition definition, int batch, NetworkPrecision precision, bool training)
    {
        double best = 0, peer = 0;
        string problem = "";
        // What one combination cannot do, on either side, is no reason to leave out the others.
        try
        {
            for (int round = 0; round < _rounds; round++)
            {
                // Each has the device to itself.
                best = Math.Max(best, Measure(definition, batch, precision, training));
                if (!options.Has("no-peer"))
                {
                    peer = Math.Max(peer,
                        PeerProcess.Step(definition.Name, batch, training, _seconds,
                            _device, precision));
                }
            }
        }
        catch (Exception e) when (e is EngineException or InvalidOperationException)
        {
            problem = "  " + e.Message;
        }

        Console.WriteLine($"{definition.Name,-10} {batch,6} {precision,-9} {(training ? "train" : "predict"),-8} "
            + $"{Text(best),9} {Text(peer),9} {(best > 0 && peer > 0 ? $"{best / peer:F2}" : "-"),6}{problem}");

        static string Text(double rate) => rate > 0 ? $"{rate:F1}" : "-";
    }

    private double Measure(NetworkDefinition definition, int batch, NetworkPrecision precision, bool training)
    {
        using var runner =
            new StepRunner(definition, batch, training, Clock.WallTime, device: _device, precision: precision);
        for (int warm = 0; warm < (_device.StartsWith("cuda", StringComparison.Ordinal) ? 10 : 1); warm++)
            runner.Step();
        runner.Run(_seconds);
        return runner.Best;
    }

    private string[] List(string name, string otherwise) => (options.Text(name) ?? otherwise).Split(',');
}
