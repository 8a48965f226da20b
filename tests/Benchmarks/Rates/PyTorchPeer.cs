namespace AlexNetPS.Benchmarks.Rates;

/// <summary>PyTorch, in the Python of <see cref="PeerCommand"/>.</summary>
/// <param name="does">What it is asked for.</param>
internal sealed class PyTorchPeer(Func<RateSetting, bool> does) : IPeer
{
    public string Name => "PyTorch";

    public bool Does(RateSetting setting) => does(setting);

    public Rate Measure(RateSetting setting, double seconds) => PeerProcess.Step(setting, seconds, threads: 0);
}
