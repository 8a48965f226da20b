using System.Text.Json;
using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Tests.Models;

/// <summary>The same small network's weights in every format, written by tests/peers/weights_fixtures.py.</summary>
public abstract class WeightFixtures : IDisposable
{
    protected static readonly string[] All =
    [
        "zip.pth", "legacy.pth", "own-names.pth", "protocol4.pth", "wrapped.pth", "wrapped-legacy.pth", "strided.pth",
        "shared-storage.pth", "half.pth", "double.pth",
        "bfloat16.pth", "lists.npy", "dictionaries.npy", "present.caffemodel", "double.caffemodel", "v1.caffemodel",
        "names.safetensors", "half.safetensors", "bfloat16.safetensors",
        "protocol2.npy", "protocol2-numpy1.npy", "protocol5.npy", "protocol5-numpy1.npy", "protocol5-columns.npy",
        "big-endian.npy", "state-dictionary.npy", "ordered.npy",
        "protocol5-turned.npy", "protocol5-axes.npy",
        "layers.npz", "layers-packed.npz", "tensors.npz", "kernels.npz", "underscores.npz", "in-order.npz",
        "names-only.npz", "objects.npz", "one-object.npz",
    ];

    protected string Folder { get; } = Directory.CreateTempSubdirectory("alexnetps-weights-").FullName;

    protected static NetworkDefinition Network { get; } = Definition();

    protected static float[] Logits { get; } = JsonSerializer.Deserialize<float[]>(Bytes("logits.json"))!;

    public void Dispose()
    {
        Directory.Delete(Folder, true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Names of the fixtures of a folder, without it.</summary>
    protected static IEnumerable<string> Fixtures(string folder) =>
        typeof(WeightFixtures).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Select(name => name[folder.Length..])
            .Order(StringComparer.Ordinal);

    protected static byte[] Bytes(string name) => Fixture($"Weights/{name}");

    protected static byte[] Fixture(string name)
    {
        using Stream stream = typeof(WeightFixtures).Assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    protected string Write(byte[] bytes, string name = "weights.bin")
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    protected static AlexNetModel Load(string path, Action<string>? warn = null,
        CancellationToken cancellation = default) =>
        AlexNetModel.Load(path, new ModelImportOptions { Architecture = Network, Warn = warn }, cancellation);

    protected static string Refusal(string path, CancellationToken cancellation = default)
    {
        string message = Assert.Throws<ModelFormatException>(() => Load(path, null, cancellation)).Message;
        Assert.StartsWith($"'{path}' cannot be read as a model: ", message);
        return message;
    }

    protected static float[] Predict(AlexNetModel model)
    {
        using INetwork network = model.CreateNetwork(maximumBatchSize: 2, threads: 1);
        float[] logits = new float[2 * network.Definition.Classes];
        network.Forward(Golden.Values(2 * network.Definition.Input.Count, 100), logits);
        return logits;
    }

    private static NetworkDefinition Definition()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, Bytes("network.json"));
        NetworkDefinition definition = ArchitectureFile.Load(path);
        File.Delete(path);
        return definition;
    }
}
