using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;
using AlexNetPS.Models.Export;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Models;

/// <summary>Models whose weights stay in their file until they are used.</summary>
public sealed class FileWeightsTests : IDisposable
{
    private static readonly string[] _classes = ["bee", "cat", "dog"];

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-handles-").FullName;

    private string File1 => Path.Combine(_folder, "model.safetensors");

    private string File2 => Path.Combine(_folder, "again.safetensors");

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void ItIsTheModelThatLoadingGives()
    {
        AlexNetModel given = SmallModels.Model(_classes);
        given.Save(File1);
        AlexNetModel model = ModelFile.Open(File1);

        Assert.Equal(File1, model.Path);
        Assert.Equal(_classes, model.Classes);
        Assert.Equal(given.ToString(), model.ToString());
        Assert.Equal(given.Recipe.ToJson(), model.Recipe.ToJson());
        Assert.Equal(given.HashWeights(), model.HashWeights());
        foreach (TensorDescription tensor in given.Definition.ParameterTensors)
            Assert.Equal(given.Parameter(tensor.Name).ToArray(), model.Parameter(tensor.Name).ToArray());
        Assert.Contains("fc7.bias", Assert.Throws<ArgumentException>(() => model.Parameter("fc9.bias")).Message);
        using INetwork network = model.CreateNetwork(maximumBatchSize: 1, threads: 1);
        float[] bias = new float[3];
        network.Read("fc7.bias", bias);
        Assert.Equal(given.Parameter("fc7.bias").ToArray(), bias);

        // Also onto its own file, and as a copy.
        model.Save(File1);
        model = ModelFile.Open(File1);
        model.Export(File2, ModelFileFormat.PyTorch);
        Assert.Equal(given.HashWeights(), model.HashWeights());
    }

    [Fact]
    public void OnlyUseReadsTheWeights()
    {
        SmallModels.Model(_classes).Save(File1);
        Spoil(File1);
        AlexNetModel model = ModelFile.Open(File1);
        Assert.Equal(_classes, model.Classes);
        Assert.Equal(523, model.Parameters);
        Assert.All(typeof(AlexNetModel).GetProperties(), property => property.GetValue(model));
        foreach (Action use in new Action[]
        {
            () => model.Parameter("fc7.bias"), () => model.CreateNetwork(), () => model.Save(File2),
            () => model.Export(File2, ModelFileFormat.Onnx), () => model.HashWeights(),
            () => model.WithCrops(AlexNetPS.Recipes.EvaluationCrops.Recipe).HashWeights(),
        })
        {
            string message = Assert.Throws<ModelFormatException>(use).Message;
            Assert.StartsWith($"'{File1}' cannot be read as a model: tensor '", message);
            Assert.Contains("is damaged", message);
        }

        Assert.False(File.Exists(File2));

        // Nothing is held open.
        File.Delete(File1);
        Assert.Throws<FileNotFoundException>(() => model.Parameter("fc7.bias"));
    }

    [Fact]
    public void WeightsOfAReplacedFileAreNotTakenForThoseOfTheModel()
    {
        SmallModels.Model(_classes).Save(File1);
        AlexNetModel model = ModelFile.Open(File1);
        float[] bias = model.Parameter("fc7.weight").ToArray();

        // The same content at another time is no other file.
        File.SetLastWriteTimeUtc(File1, DateTime.UnixEpoch);
        Assert.Equal(bias, model.Parameter("fc7.weight").ToArray());

        AlexNetModel other = SmallModels.Model(_classes, seed: 2);
        other.Save(File1);
        foreach (Action use in new Action[] { () => model.Parameter("fc7.weight"), () => model.CreateNetwork() })
        {
            string message = Assert.Throws<ModelFormatException>(use).Message;
            Assert.StartsWith($"'{File1}' has been replaced", message);
        }

        Assert.Equal(other.HashWeights(), ModelFile.Open(File1).HashWeights());
    }

    [Fact]
    public void WithoutChecksumsTheTimeTellsAReplacedFile()
    {
        SmallModels.Model(_classes).Save(File1);
        byte[] bytes = WithoutChecksums(File.ReadAllBytes(File1));
        File.WriteAllBytes(File1, bytes);
        AlexNetModel model = ModelFile.Open(File1);
        Assert.Equal(18, model.Parameter("fc7.weight").Length);
        bytes[^1] ^= 1;
        File.WriteAllBytes(File1, bytes);
        File.SetLastWriteTimeUtc(File1, DateTime.UtcNow.AddSeconds(2));
        Assert.Contains("replaced", Assert.Throws<ModelFormatException>(() => model.Parameter("fc7.weight")).Message);
    }

    [Fact]
    public void WhatTheHeaderTellsIsCheckedAtOnce()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        TensorDescription[] tensors = [.. model.Definition.ParameterTensors.Where(tensor => tensor.Name != "fc6.bias")];
        SafetensorsFile.Write(File1, model.Describe().ToMetadata(), TensorDescription.Named(tensors), (_, _) => { });
        Assert.Contains("fc6.bias: missing", Assert.Throws<ModelFormatException>(() => ModelFile.Open(File1)).Message);

        model.Save(File1);
        byte[] bytes = File.ReadAllBytes(File1);
        File.WriteAllBytes(File1, bytes[..^1]);
        Assert.Contains("truncated", Assert.Throws<ModelFormatException>(() => ModelFile.Open(File1)).Message);

        SafetensorsFile.Write(File1, new Dictionary<string, string>(), [("w", [1])], (_, d) => d[0] = 1);
        Assert.Contains("not a model of AlexNetPS",
            Assert.Throws<ModelFormatException>(() => ModelFile.Open(File1)).Message);
    }

    [Fact]
    public void TheAveragesOfACheckpointAreItsWeights()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        SafetensorsFile.Write(File1, model.Describe().ToMetadata(), TensorDescription.Named(
            [.. model.Definition.ParameterTensors, new("fc7.bias" + OptimizerDefinition.AverageSuffix, [3])]),
            (name, values) => values.Fill(name.EndsWith(OptimizerDefinition.AverageSuffix, StringComparison.Ordinal)
                ? 2 : 1));
        Assert.Equal([2, 2, 2], ModelFile.Open(File1).Parameter("fc7.bias").ToArray());
        Assert.Equal(AlexNetModel.Load(File1).HashWeights(), ModelFile.Open(File1).HashWeights());
    }

    /// <summary>Overwrites all weights; the checksums in the header stay.</summary>
    internal static void Spoil(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan((int)(8 + BinaryPrimitives.ReadInt64LittleEndian(bytes))).Fill(1);
        File.WriteAllBytes(path, bytes);
    }

    private static byte[] WithoutChecksums(byte[] file)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        JsonObject header = JsonNode.Parse(file.AsSpan(8, length))!.AsObject();
        header["__metadata__"]!.AsObject().Remove(SafetensorsFile.ChecksumField);
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] start = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(start, json.Length);
        return [.. start, .. json, .. file[(8 + length)..]];
    }
}
