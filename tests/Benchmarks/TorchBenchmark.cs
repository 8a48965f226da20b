using System.Diagnostics;
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
                        Row(engine, NetworkArchitecture.Get(network), batch, precision, training);
                }
            }
        }
    }

    private void Row(IEngine engine, NetworkDefinition definition, int batch, NetworkPrecision precision, bool training)
    {
        double best = 0, peer = 0;
        for (int round = 0; round < _rounds; round++)
        {
            // Each has the device to itself.
            best = Math.Max(best, Measure(engine, definition, batch, precision, training));
            if (!options.Has("no-peer"))
            {
                peer = Math.Max(peer,
                    PeerProcess.Step(definition.Name, batch, training, _seconds,
                        _device.Replace("torch:", "", StringComparison.Ordinal), precision));
            }
        }

        Console.WriteLine($"{definition.Name,-10} {batch,6} {precision,-9} {(training ? "train" : "predict"),-8} "
            + $"{best,9:F1} {(peer > 0 ? $"{peer:F1}" : "-"),9} {(peer > 0 ? $"{best / peer:F2}" : "-"),6}");
    }

    private double Measure(IEngine engine, NetworkDefinition definition, int batch, NetworkPrecision precision,
        bool training)
    {
        var optimizer = new OptimizerDefinition()
        {
            Type = OptimizerType.Sgd,
            LearningRate = 1e-4,
            Momentum = 0.9,
            WeightDecay = 5e-4
        };
        using INetwork network = engine.Create(definition,
            new()
            {
                Device = _device,
                MaximumBatchSize = batch,
                Optimizer = training ? optimizer : null,
                Precision = precision
            });
        RandomWeights.Fill(network);
        float[] images = new float[batch * definition.Input.Count], targets =
            new float[batch * definition.Classes], logits = new float[targets.Length];
        for (int i = 0; i < images.Length; i++)
            images[i] = i * 2654435761L % 1024 / 512f - 1;
        for (int n = 0; n < batch; n++)
            targets[n * definition.Classes + n % definition.Classes] = 1;
        for (int warm = 0; warm < (_device.StartsWith("cuda", StringComparison.Ordinal) ? 10 : 1); warm++)
            Step(warm);

        double best = 0;
        long begin = Stopwatch.GetTimestamp();
        for (int number = 10; best == 0 || Stopwatch.GetElapsedTime(begin).TotalSeconds < _seconds; number++)
        {
            long start = Stopwatch.GetTimestamp();
            Step(number);
            best = Math.Max(best, batch / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;

        void Step(int number)
        {
            if (training)
                network.TrainStep(images, targets, new(1e-4, 1, number), logits);
            else
                network.Forward(images, logits);
        }
    }

    private string[] List(string name, string otherwise) => (options.Text(name) ?? otherwise).Split(',');
}
