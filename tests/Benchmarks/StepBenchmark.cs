using System.Diagnostics;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// Whole training steps and predictions. Machines are shared and clocks drift, so rounds of the engine, the peak probe and the
/// peer alternate, the best of each counts, and what is reported are ratios. With --cpu-time everything runs on one thread and
/// its processor time is taken, which other programs on the machine disturb less.
/// </summary>
internal sealed class StepBenchmark(Options options)
{
    private readonly int _batch = options.Number("batch", 128), _rounds = options.Number("rounds", 3), _seconds = options.Number("seconds", 4);
    private readonly int _threads = options.Has("cpu-time") ? 1 : options.Number("threads", 0);
    private readonly Clock _clock = options.Has("cpu-time") ? Clock.ThreadTime : Clock.WallTime;
    private readonly bool _training = !options.Has("predict"), _peer = options.Has("peer"), _profile = options.Has("profile");

    public void Run()
    {
        Console.WriteLine($"{(_training ? "training steps" : "predictions")}, batch {_batch}");
        Console.WriteLine($"{"network",-12} {"img/s",8} {"GFLOP/s",8} {"peak",6} {"% peak",7} {"peer",8} {"ratio",6} {"B/step",7} {"MB",6}");
        foreach (string name in options.Networks) Measure(NetworkArchitecture.Get(name));
    }

    private void Measure(NetworkDefinition definition)
    {
        OptimizerDefinition optimizer = new() { Type = OptimizerType.Sgd, LearningRate = 1e-4, Momentum = 0.9, WeightDecay = 5e-4 };
        double best = 0, peak = 0, peer = 0;
        long allocated = long.MaxValue;
        using INetwork network = new CpuEngine().Create(
            definition, new() { MaximumBatchSize = _batch, Optimizer = _training ? optimizer : null, Threads = _threads });
        ((CpuNetwork)network).Clock = _clock.Now;
        Fill(network);
        float[] images = new float[_batch * definition.Input.Count], targets = new float[_batch * definition.Classes], logits = new float[targets.Length];
        new Random(1).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(images.AsSpan()));
        for (int i = 0; i < images.Length; i++) images[i] = (BitConverter.SingleToInt32Bits(images[i]) & 1023) / 512f - 1;
        for (int n = 0; n < _batch; n++) targets[n * definition.Classes + n % definition.Classes] = 1;
        int number = 0;
        Step(network, images, targets, logits, number++);
        for (int round = 0; round < _rounds; round++)
        {
            peak = Math.Max(peak, MachineLimits.PeakGigaflops(_clock, _threads));
            for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalSeconds < _seconds;)
            {
                long before = GC.GetAllocatedBytesForCurrentThread(), start = _clock.Now();
                Step(network, images, targets, logits, number++);
                best = Math.Max(best, _batch / _clock.SecondsSince(start));
                allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            if (_peer) peer = Math.Max(peer, PeerProcess.ImagesPerSecond(definition.Name, _batch, _training, _seconds, _clock == Clock.ThreadTime ? 1 : _threads));
        }

        double gigaflops = best * Flops(definition) / 1e9;
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            $"{definition.Name,-12} {best,8:F1} {gigaflops,8:F0} {peak,6:F0} {100 * gigaflops / peak,7:F1} {(_peer ? $"{peer:F1}" : "-"),8} {(_peer ? $"{best / peer:F2}" : "-"),6} {allocated,7} {self.WorkingSet64 >> 20,6}");
        if (_profile) PrintProfile((CpuNetwork)network, definition, peak);
    }

    // A weighted layer's gradient costs two products more, the first layer's one.
    private double Flops(NetworkDefinition definition) =>
        2.0 * definition.MultiplyAdds * (_training ? 3 : 1) - (_training ? 2.0 * definition.ResolvedLayers.First(l => l.HasParameters).MultiplyAdds : 0);

    private void PrintProfile(CpuNetwork network, NetworkDefinition definition, double peak)
    {
        bool first = true;
        double total = network.Profile.Sum(p => p.Forward + p.Backward);
        foreach ((Engines.Cpu.Stages.Stage stage, double ahead, double back) in network.Profile)
        {
            string rate = "";
            if (stage.Parameters.Count > 0)
            {
                double work = 2.0 * definition.Layer(stage.Name).MultiplyAdds * _batch / 1e6;
                rate = $"{100 * work / ahead / peak,6:F0} %";
                if (_training) rate += $" {100 * (first ? 1 : 2) * work / back / peak,6:F0} %";
                first = false;
            }

            Console.WriteLine($"    {stage.Name,-20} {ahead,9:F2} ms {back,9:F2} ms {100 * (ahead + back) / total,6:F1} %   of peak: {rate}");
        }

        Console.WriteLine($"    {"stages, per step",-20} {total,9:F2} ms");
    }

    private void Step(INetwork network, float[] images, float[] targets, float[] logits, int number)
    {
        if (_training) network.TrainStep(images, targets, new(1e-4, 1, number), logits);
        else network.Forward(images, logits);
    }

    private static void Fill(INetwork network)
    {
        var random = new Random(2);
        foreach (TensorDescription parameter in network.Parameters)
        {
            float scale = parameter.Shape.Count == 1 ? 0 : (float)Math.Sqrt(24.0 / (parameter.Count / parameter.Shape[0]));
            float[] values = new float[parameter.Count];
            for (int i = 0; i < values.Length; i++) values[i] = (random.NextSingle() - 0.5f) * scale;
            network.Write(parameter.Name, values);
        }
    }
}
