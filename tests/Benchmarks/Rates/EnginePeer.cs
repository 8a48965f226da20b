using AlexNetPS.Engines;
using AlexNetPS.Engines.Installation;

namespace AlexNetPS.Benchmarks.Rates;

/// <summary>An engine of this library: the CPU engine itself, or libtorch through TorchSharp.</summary>
/// <param name="name">Head of its column.</param>
/// <param name="device">Device of the engine.</param>
/// <param name="precision">Numbers it computes in.</param>
/// <param name="does">What it is asked for.</param>
internal sealed class EnginePeer(string name, string device, NetworkPrecision precision, Func<RateSetting, bool> does)
    : IPeer
{
    /// <summary>The engine that is measured.</summary>
    public static EnginePeer Own { get; } = new("AlexNetPS", "cpu", NetworkPrecision.Float32, _ => true);

    public string Name => name;

    public bool Does(RateSetting setting) => does(setting);

    public Rate Measure(RateSetting setting, double seconds)
    {
        string[] command = OwnProcess.Command("rate", device, setting.Network, TableRow.Text($"{setting.Batch}"),
            setting.Mode, TableRow.Text($"{seconds}"), precision.ToString());
        return device == "cpu"
            ? Rate.Parse(ChildProcess.LastLine(command))
            : Rate.Parse(ChildProcess.LastLine([.. PeerCommand.Libtorch, .. command], InstalledLibraries()));
    }

    // A program takes the native libraries it was built with (-p:UseTorchSharp=cpu); without, those of
    // Install-AlexNetEngine.
    private static Dictionary<string, string> InstalledLibraries() => InstalledEngine.Current is { } installed
        ? new() { ["LD_LIBRARY_PATH"] = installed.Path }
        : [];
}
