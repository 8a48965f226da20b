namespace AlexNetPS.Benchmarks.Rates;

/// <summary>PyTorch, in the Python of <see cref="PeerCommand"/>.</summary>
internal sealed class PyTorchPeer : IPeer
{
    public string Name => "PyTorch";

    public bool Does(RateSetting setting) => true;

    public Rate Measure(RateSetting setting, double seconds) => PeerProcess.Step(setting, seconds, threads: 0);
}
