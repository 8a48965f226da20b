using System.Globalization;
using AlexNetPS.Benchmarks.Rates;

namespace AlexNetPS.Benchmarks;

/// <summary>PyTorch on the same work: the scripts in tests/peers.</summary>
internal static class PeerProcess
{
    /// <summary>Best images per second of a preset, and the most memory the process held.</summary>
    public static Rate Step(RateSetting setting, double seconds, int threads) => Rate.Parse(Run("step_benchmark.py",
        setting.Network, Text(setting.Batch), setting.Mode, Text(seconds), Text(threads)));

    /// <summary>The same on a device and in numbers of the torch engine.</summary>
    public static double Step(string network, int batch, bool training, double seconds, string device,
        Engines.NetworkPrecision precision) =>
        Number(Run("step_benchmark.py", network, Text(batch), training ? "train" : "predict", Text(seconds), "0",
            Peer(device), precision.ToString()).Split(' ')[0]);

    /// <summary>PyTorch's name of a device of ours: "cpu" for "torch:cpu".</summary>
    private static string Peer(string device) => device.Replace("torch:", "", StringComparison.Ordinal);

    /// <summary>
    /// Seconds of the last epoch of HalfWidth from a folder of images. Its steps are 5 % faster with one thread of
    /// OpenBLAS than with two, which stand in the way of PyTorch's own.
    /// </summary>
    public static double FlowersEpoch(string folder, string device, int batch, int epochs, int workers) =>
        Number(Run([new("OPENBLAS_NUM_THREADS", "1")], "flowers_halfwidth.py", folder, "--epochs", Text(epochs),
            "--seeds", "1", "--batch", Text(batch), "--workers", Text(workers), "--device", Peer(device))
            .Split(',')[^1]);

    /// <summary>
    /// Images per second of torchvision on class folders: "import" for Resize and CenterCrop, "load" for training
    /// inputs.
    /// </summary>
    public static double Images(string what, string folder) => Number(Run("import_torchvision.py", what, folder));

    /// <summary>The last line a script prints.</summary>
    private static string Run(string script, params string[] arguments) => Run([], script, arguments);

    private static string Run(KeyValuePair<string, string>[] environment, string script, params string[] arguments)
    {
        string path = RepositoryFiles.Find("tests", "peers", script)
            ?? throw new FileNotFoundException($"tests/peers/{script} was not found above the benchmark.");
        return ChildProcess.LastLine([.. PeerCommand.Python, path, .. arguments],
            [.. PeerCommand.PythonEnvironment, .. environment]);
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
