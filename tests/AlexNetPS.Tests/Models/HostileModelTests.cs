using System.Buffers.Binary;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Models;

/// <summary>Models in this library's own format that another program has written.</summary>
public class HostileModelTests
{
    /// <summary>What cannot be read back is not written.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void ANetworkThatHasDivergedIsNoModel(float value)
    {
        NetworkDefinition definition = SmallModels.Network(2);
        using INetwork network = new CpuEngine().Create(definition, new() { MaximumBatchSize = 1, Threads = 1 });
        network.Write("fc7.bias", [0, value]);
        Assert.Contains("tensor 'fc7.bias' has a value that is not a finite number",
            Assert.Throws<ModelFormatException>(() => AlexNetModel.FromNetwork(network, new()
            {
                Name = "Tiny",
                Definition = definition,
                Classes = ["a", "b"],
                Recipe = SmallModels.Recipe(2),
            })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void WeightsThatAreNoNumbersAreRejectedWithTheirTensor(float value, string shown)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Root, "model.safetensors");
        AlexNetModel model = SmallModels.Model(["a", "b"]);
        float[] bias = model.Parameter("fc7.bias").ToArray();
        model.Save(path);
        byte[] file = File.ReadAllBytes(path);
        // Without checksums, as other programs write it, and with the last value of a tensor replaced.
        string header = System.Text.Encoding.UTF8.GetString(file, 8, (int)BinaryPrimitives.ReadInt64LittleEndian(file));
        var json = System.Text.Json.Nodes.JsonNode.Parse(header)!.AsObject();
        json["__metadata__"]!.AsObject().Remove(AlexNetPS.Formats.Safetensors.SafetensorsFile.ChecksumField);
        int end = 8 + header.Length + (int)json["fc7.bias"]!["data_offsets"]![1]!;
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(end - 4), value);
        byte[] changed = System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, changed.Length);
        File.WriteAllBytes(path, [.. length, .. changed, .. file[(8 + header.Length)..]]);
        Assert.Equal(2, bias.Length);

        string expected = $"tensor 'fc7.bias' has the value {shown}";
        Assert.Contains(expected, Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(path)).Message,
            StringComparison.Ordinal);
        AlexNetModel opened = ModelFile.Open(path);
        Assert.Contains(expected,
            Assert.Throws<ModelFormatException>(() => opened.CreateNetwork(maximumBatchSize: 1, threads: 1)).Message,
            StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<ModelFormatException>(
            () => opened.Export(Path.Combine(folder.Root, "x.pth"), AlexNetPS.Models.Export.ModelFileFormat.PyTorch)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NamesDoNotControlTheTerminal()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Root, "model.safetensors");
        SmallModels.Model(["\u001B[31mred\u0007", "b\u202E\u009B2J"]).Save(path);
        Assert.Equal(["\\u001B[31mred\\u0007", "b\\u202E\\u009B2J"], AlexNetModel.Load(path).Classes);
        Assert.Equal(["\\u001B[31mred\\u0007", "b\\u202E\\u009B2J"], ModelFile.Open(path).Classes);
    }

    [Fact]
    public void FoldersAndListsDoNotEither()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        using var folder = new TemporaryFolder();
        folder.WriteClass("\u001B[31mred\u0007", 3);
        folder.WriteClass("green", 3, seed: 20);
        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 16, ValidationFraction = 0 });
        Assert.Equal(["\\u001B[31mred\\u0007", "green"], dataset.Classes.Select(c => c.Name).Order(StringComparer.Ordinal));
        string list = folder.Write("list.csv", System.Text.Encoding.UTF8.GetBytes(
            "path,label\ngreen/000.jpg,\u001Bx\ngreen/001.jpg,\u001Bx\ngreen/002.jpg,y\n"));
        Assert.Equal(["\\u001Bx", "y"], ImageNetImporter.Import(list,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 16, ValidationFraction = 0 }).Classes.Select(c => c.Name));
    }
}
