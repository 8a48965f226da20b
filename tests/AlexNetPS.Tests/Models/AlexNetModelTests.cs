using System.Text.Json.Nodes;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Models;

public sealed class AlexNetModelTests : IDisposable
{
    private static readonly string[] _classes = ["bee", "cat", "dog"];

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-models-").FullName;

    private string File1 => Path.Combine(_folder, "model.safetensors");

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void AModelComesBackAsItWas()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        model.Save(File1);
        AlexNetModel loaded = AlexNetModel.Load(File1);

        Assert.Equal(File1, loaded.Path);
        Assert.Equal(_classes, loaded.Classes);
        Assert.Equal(model.Training, loaded.Training);
        Assert.Equal(model.Recipe.ToJson(), loaded.Recipe.ToJson());
        Assert.Equal(model.Definition.Layers, loaded.Definition.Layers);
        foreach (TensorDescription tensor in model.Definition.ParameterTensors)
            Assert.Equal(model.Parameter(tensor.Name).ToArray(), loaded.Parameter(tensor.Name).ToArray());
        Assert.Equal(
            "Tiny: 3 classes (bee, cat, dog), 523 parameters, trained on blobs, 3 epochs, validation top-1 50.0 %",
            loaded.ToString());

        // Nothing is held open.
        File.Delete(File1);
    }

    [Fact]
    public void ItsNetworkHasItsWeights()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        using INetwork network = model.CreateNetwork(maximumBatchSize: 2, threads: 1);
        float[] bias = new float[3];
        network.Read("fc7.bias", bias);
        Assert.Equal(model.Parameter("fc7.bias").ToArray(), bias);
        Assert.Equal(2, network.MaximumBatchSize);
    }

    [Fact]
    public void ACheckpointWithOptimizerStateIsAModelToo()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        Rewrite(model, extra: [new("fc7.bias.momentum", [3])]);
        Assert.Equal(model.Parameter("fc7.bias").ToArray(), AlexNetModel.Load(File1).Parameter("fc7.bias").ToArray());
    }

    [Fact]
    public void DifferencesAreListedLayerByLayer()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        TensorDescription[] tensors = [.. model.Definition.ParameterTensors.Where(t => t.Name != "fc6.bias")
            .Select(t => t.Name == "fc7.weight" ? t with { Shape = [6, 3] } : t)];
        Rewrite(model, tensors);
        string message = Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(File1)).Message;
        Assert.Contains(File1, message);
        Assert.Contains("fc6.bias: missing, expected [6]", message);
        Assert.Contains("fc7.weight: [6, 3], expected [3, 6]", message);
        Assert.DoesNotContain("conv1", message);
    }

    [Fact]
    public void AFileOfTensorsThatAreNoNetworkIsNotAModel()
    {
        SafetensorsFile.Write(File1, new Dictionary<string, string>(), [("w", [1])], (_, d) => d[0] = 1);
        Assert.Contains("no matrix of a last",
            Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(File1)).Message);
    }

    [Fact]
    public void ANewerFormatSaysToUpdate()
    {
        Rewrite(SmallModels.Model(_classes), change: metadata => metadata["format_version"] = "2");
        Assert.Contains("update AlexNetPS",
            Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(File1)).Message);
    }

    [Theory]
    [InlineData("classes", """["a","b"]""", "2 class names")]
    [InlineData("classes", """["a","b","b"]""", "two of its classes")]
    [InlineData("classes", """["a","b",null]""", "class")]
    [InlineData("classes", """{"a":1}""", "classes")]
    [InlineData("recipe", """{"name":"x"}""", "recipe")]
    [InlineData("recipe", """{"schedule":{},"schedule":{}}""", "'recipe' is damaged")]
    [InlineData("architecture", """{"name":"x","input":{"channels":3,"height":8,"width":8},"layers":[]}""",
        "architecture")]
    [InlineData("training", """{"epochs":"many"}""", "training")]
    public void DamagedMetadataIsRefusedByName(string field, string value, string reason)
    {
        Rewrite(SmallModels.Model(_classes), change: metadata => metadata[field] = value);
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(File1)).Message);
    }

    [Theory]
    [InlineData("architecture")]
    [InlineData("classes")]
    [InlineData("recipe")]
    [InlineData("training")]
    public void AnyValueOfTheMetadataMayBeHostile(string field)
    {
        Dictionary<string, string> metadata = Description(SmallModels.Model(_classes)).ToMetadata();
        string original = metadata[field];
        string[] hostile = ["null", "-1", "0", "1e308", "2147483647", "\"\"", "\"nope\"", "[]", "{}", "[null]", "true"];
        int nodes = Count(JsonNode.Parse(original)!);
        for (int node = 0; node < nodes; node++)
        {
            foreach (string value in hostile)
            {
                metadata[field] = Replace(JsonNode.Parse(original)!, node, value);
                try
                {
                    ModelDescription.FromMetadata(metadata);
                }
                catch (FormatException)
                {
                }
            }
        }
    }

    /// <summary>Each of these once became an offset in front of, or behind, the memory of a feature map.</summary>
    [Theory]
    [InlineData("\"padding\":1", "\"padding\":-5", "padding is -5")]
    [InlineData("\"padding\":1", "\"padding\":[2147483647,2147483647]", "padding is 2147483647")]
    [InlineData("\"type\":\"Activation\",\"function\":\"Relu\"",
        "\"type\":\"LocalResponseNormalization\",\"size\":2147483647", "size is 2147483647")]
    public void ANetworkThatWouldLeaveItsMemoryIsRefusedByFileLayerAndField(string right, string wrong, string reason)
    {
        Rewrite(SmallModels.Model(_classes), change: metadata =>
        {
            Assert.Contains(right, metadata["architecture"]);
            metadata["architecture"] = metadata["architecture"].Replace(right, wrong, StringComparison.Ordinal);
        });
        string message = Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(File1)).Message;
        Assert.StartsWith($"'{File1}' cannot be read as a model: its metadata 'architecture' is damaged: Layer '",
            message);
        Assert.Contains(reason, message);
    }

    [Fact]
    public void TheRecipeInAFileCannotPointToAnotherFile()
    {
        Rewrite(SmallModels.Model(_classes), change: metadata =>
            metadata["recipe"] = metadata["recipe"].Insert(1, "\"architecture\":\"elsewhere.json\","));
        Assert.Equal("Tiny", AlexNetModel.Load(File1).Recipe.Architecture.Name);
    }

    private void Rewrite(AlexNetModel model,
        IReadOnlyList<TensorDescription>? tensors = null, IReadOnlyList<TensorDescription>? extra = null,
        Action<Dictionary<string, string>>? change = null)
    {
        Dictionary<string, string> metadata = Description(model).ToMetadata();
        change?.Invoke(metadata);
        SafetensorsFile.Write(File1, metadata,
            TensorDescription.Named([.. tensors ?? model.Definition.ParameterTensors, .. extra ?? []]),
            (name, destination) =>
        {
            if (model.Definition.ParameterTensors.Any(t => t.Name == name))
                model.Parameter(name).Span.CopyTo(destination);
        });
    }

    private static ModelDescription Description(AlexNetModel model) =>
        new()
        {
            Name = model.Name,
            Definition = model.Definition,
            Classes = model.Classes,
            Recipe = model.Recipe,
            Training = model.Training
        };

    private static int Count(JsonNode? node) => 1 + node switch
    {
        JsonObject o => o.Sum(p => Count(p.Value)),
        JsonArray a => a.Sum(Count),
        _ => 0,
    };

    private static string Replace(JsonNode root, int index, string value)
    {
        int at = -1;
        return Visit(root)?.ToJsonString() ?? "null";

        JsonNode? Visit(JsonNode? node)
        {
            if (++at == index)
                return JsonNode.Parse(value);
            switch (node)
            {
                case JsonObject o:
                    var copy = new JsonObject();
                    foreach ((string key, JsonNode? child) in o)
                        copy[key] = Visit(child);
                    return copy;
                case JsonArray a:
                    return new JsonArray([.. a.Select(Visit)]);
                default:
                    return node?.DeepClone();
            }
        }
    }
}
