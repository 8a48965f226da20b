using System.Diagnostics;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Cpu.Stages;
using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks;

/// <summary>
/// Whole training steps and predictions. Machines are shared and clocks drift, so rounds of the engine, the peak probe
/// and the peer alternate, the best of each counts, and what is reported are ratios. With --cpu-time everything runs on
/// one thread and its processor time is taken, which other programs on the machine disturb less.
/// </summary>
internal sealed class StepBenchmark(Options options)
{
    private readonly int _batch = options.Number("batch", 128), _rounds = options.Number("rounds", 3), _seconds =
        options.Number("seconds", 4);
    private readonly int _threads = options.Has("cpu-time") ? 1 : options.Number("threads", 0);
    private readonly Clock _clock = options.Has("cpu-time") ? Clock.ThreadTime : Clock.WallTime;
    private readonly bool _training = !options.Has("predict"), _peer = options.Has("peer"), _profile =
        options.Has("profile");
    private readonly ConvolutionAlgorithm _convolution =
        Enum.Parse<ConvolutionAlgorithm>(options.Text("convolution") ?? nameof(ConvolutionAlgorithm.Auto), ignoreCase: true);

    public void Run()
    {
        Console.WriteLine($"{(_training ? "training steps" : "predictions")}, batch {_batch}");
        Console.WriteLine($"{"network",-12} {"img/s",8} {"GFLOP/s",8} {"peak",6} {"% peak",7} {"peer",8} {"ratio",6} "
            + $"{"B/step",7} {"MB",6}");
        foreach (string name in options.Networks)
            Measure(NetworkArchitecture.Get(name));
    }

    private void Measure(NetworkDefinition definition)
    {
        double peak = 0, peer = 0;
        using var runner = new StepRunner(definition, _batch, _training, _clock, _threads,
            convolution: _convolution);
        for (int round = 0; round < _rounds; round++)
        {
            peak = Math.Max(peak, MachineLimits.PeakGigaflops(_clock, _threads));
            runner.Run(_seconds);
            if (_peer)
            {
                peer = Math.Max(peer,
                    PeerProcess.Step(new(definition.Name, _batch, _training), _seconds,
                        _clock == Clock.ThreadTime ? 1 : _threads).ImagesPerSecond);
            }
        }

        double gigaflops = runner.Best * StepRunner.FlopsPerImage(definition, _training) / 1e9;
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            $"{definition.Name,-12} {runner.Best,8:F1} {gigaflops,8:F0} {peak,6:F0} {100 * gigaflops / peak,7:F1} "
                + $"{(_peer ? $"{peer:F1}" : "-"),8} {(_peer ? $"{runner.Best / peer:F2}" : "-"),6} "
                + $"{runner.Allocated,7} {self.WorkingSet64 >> 20,6}");
        if (_profile)
            PrintProfile(runner, peak);
    }

    private void PrintProfile(StepRunner runner, double peak)
    {
        bool first = true;
        var network = (CpuNetwork)runner.Network;
        double total = network.Profile.Sum(p => p.Forward + p.Backward);
        foreach ((Stage stage, double ahead, double back) in network.Profile)
        {
            string rate = "";
            if (stage.Parameters.Count > 0)
            {
                double work = 2.0 * network.Definition.Layer(stage.Name).MultiplyAdds * _batch / 1e6;
                rate = $"{100 * work / ahead / peak,6:F0} %";
                if (_training)
                    rate += $" {100 * (first ? 1 : 2) * work / back / peak,6:F0} %";
                first = false;
            }

            Console.WriteLine($"    {stage.Name,-20} {ahead,9:F2} ms {back,9:F2} ms "
                + $"{100 * (ahead + back) / total,6:F1} %   of peak: {rate}");
        }

        Console.WriteLine($"    {"stages, per step",-20} {total,9:F2} ms");
    }
}
