using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu.Simd;
using AlexNetPS.Networks;
using TorchSharp;

namespace AlexNetPS.Benchmarks.Rates;

/// <summary>The rate of an engine; what the process of an <see cref="EnginePeer"/> does.</summary>
internal static class EngineRate
{
    public static Rate Measure(string device, RateSetting setting, double seconds, NetworkPrecision precision)
    {
        using var runner = new StepRunner(NetworkArchitecture.Get(setting.Network), setting.Batch, setting.Training,
            Clock.WallTime, device: device, precision: precision);
        runner.Run(seconds);
        return Rate.OfThisProcess(runner.Best, device == "cpu" ? Own(runner) : Torch);
    }

    private static string Torch =>
        $"libtorch {Version.Parse(torch.__version__).ToString(3)} through TorchSharp "
        + typeof(torch).Assembly.GetName().Version!.ToString(3);

    private static string Own(StepRunner runner) =>
        $"AlexNetPS {typeof(IEngine).Assembly.GetName().Version!.ToString(3)}, "
        + $"{SimdLevels.Describe(SimdLevels.Widest)}, {runner.Allocated} bytes of managed memory allocated by a step";
}
