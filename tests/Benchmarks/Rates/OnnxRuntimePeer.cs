using AlexNetPS.Networks;

namespace AlexNetPS.Benchmarks.Rates;

/// <summary>ONNX Runtime, of its NuGet package, on a model that this library exports.</summary>
internal sealed class OnnxRuntimePeer : IPeer, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-").FullName;

    public string Name => "ONNX Runtime";

    public bool Does(RateSetting setting) => !setting.Training;

    public Rate Measure(RateSetting setting, double seconds)
    {
        string file = Path.Combine(_folder, setting.Network + ".onnx");
        if (!File.Exists(file))
            RandomModel.Of(NetworkArchitecture.Get(setting.Network)).Export(file);
        return Rate.Parse(ChildProcess.LastLine(OwnProcess.Command("onnx-rate", file,
            TableRow.Text($"{setting.Batch}"), TableRow.Text($"{seconds}"))));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
