using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Tests.Networks;

/// <summary>
/// Definitions come with files from elsewhere: what an engine cannot lay out in memory never reaches it.
/// </summary>
public sealed class HostileDefinitionTests : IDisposable
{
    // Every kind of layer, and every setting written out.
    private const string Whole = """
        {
          "name": "Whole", "description": "all kinds of layers", "input": { "channels": 3, "height": 13, "width": 11 },
          "layers": [
            { "type": "Convolution", "name": "conv1", "filters": 20, "kernel": 3, "stride": 1, "padding": [1, 0],
              "groups": 1, "ceilMode": false },
            { "type": "Activation", "name": "relu1", "function": "Relu" },
            { "type": "LocalResponseNormalization", "name": "norm1", "size": 5, "alpha": 0.1, "beta": 0.75,
              "k": 2, "divideAlphaBySize": true },
            { "type": "MaxPool", "name": "pool1", "kernel": 3, "stride": 2, "padding": [0, 1], "ceilMode": true },
            { "type": "Convolution", "name": "conv2", "filters": 16, "kernel": 3, "stride": 2, "padding": 2,
              "groups": 2, "ceilMode": true },
            { "type": "LocalResponseNormalization", "name": "norm2", "size": 3, "alpha": 0.1, "beta": 0.6,
              "k": 1, "divideAlphaBySize": false },
            { "type": "AdaptiveAveragePool", "name": "average", "size": 2 },
            { "type": "Dropout", "name": "drop", "probability": 0.25 },
            { "type": "Linear", "name": "fc1", "outputs": 9 },
            { "type": "Activation", "name": "tanh1", "function": "Tanh" },
            { "type": "Linear", "name": "fc2", "outputs": 3 }
          ]
        }
        """;

    private static readonly string[] _values =
    [
        "-2147483648", "-5", "-1", "0", "1", "2", "3", "7", "11", "16", "17", "255", "1001", "1024", "1025", "65536",
        "1000001", "536870912", "2147483647", "4294967296",
        "1e-320", "1e-7", "-1e-7", "0.5", "0.9999999999", "1e7", "1e308", "-1e308", "\"same\"", "\"Tanh\"", "\"\"",
        "null", "true", "[]", "[-1,0]", "[2,2]", "[1,1]",
        "[2147483647,2147483647]", "[-2147483648,2147483647]", "[1,2,3]", "{}",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-definitions-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("Convolution", "\"filters\": 4, \"kernel\": 3, \"padding\": -5",
        "padding is -5; with a kernel of 3 each side must be from 0 to 1024")]
    [InlineData("Convolution", "\"filters\": 4, \"kernel\": 3, \"padding\": 1025",
        "padding is 1025; with a kernel of 3 each side must be from 0 to 1024")]
    [InlineData("Convolution", "\"filters\": 4, \"kernel\": 3, \"padding\": [-1, 2]",
        "padding is -1,2; with a kernel of 3 each side must be from 0 to 1024")]
    [InlineData("Convolution", "\"filters\": 4, \"kernel\": 3, \"padding\": [2147483647, 2147483647]",
        "padding is 2147483647; with a kernel of 3 each side must be from 0 to 1024")]
    [InlineData("Convolution", "\"filters\": 4, \"kernel\": 1025", "kernel is 1025; it must be from 1 to 1024")]
    [InlineData("Convolution", "\"filters\": 4, \"kernel\": 0", "kernel is 0; it must be from 1 to 1024")]
    [InlineData("Convolution", "\"filters\": 4, \"kernel\": 3, \"stride\": 2147483647",
        "stride is 2147483647; it must be from 1 to 1024")]
    [InlineData("Convolution", "\"filters\": 1000001, \"kernel\": 3",
        "filters is 1000001; it must be from 1 to 1000000")]
    [InlineData("Convolution", "\"filters\": 4, \"kernel\": 3, \"groups\": -3",
        "groups is -3; it must be from 1 to 1000000")]
    [InlineData("Convolution", "\"filters\": 1000000, \"kernel\": 14, \"padding\": 1",
        "it has 589,000,000 parameters; it must have at most 536,870,911")]
    [InlineData("MaxPool", "\"kernel\": 3, \"padding\": 2",
        "padding is 2; with a kernel of 3 each side must be from 0 to 1")]
    [InlineData("MaxPool", "\"kernel\": 2, \"padding\": [0, 2]",
        "padding is 0,2; with a kernel of 2 each side must be from 0 to 1")]
    [InlineData("MaxPool", "\"kernel\": 1, \"padding\": 1",
        "padding is 1; with a kernel of 1 each side must be from 0 to 0")]
    [InlineData("MaxPool", "\"padding\": -2147483648",
        "padding is -2147483648; with a kernel of 3 each side must be from 0 to 1")]
    [InlineData("MaxPool", "\"kernel\": -1", "kernel is -1; it must be from 1 to 1024")]
    [InlineData("MaxPool", "\"stride\": 0", "stride is 0; it must be from 1 to 1024")]
    [InlineData("LocalResponseNormalization", "\"size\": 2147483647",
        "size is 2147483647; it must be odd, from 1 to 1023")]
    [InlineData("LocalResponseNormalization", "\"size\": -1", "size is -1; it must be odd, from 1 to 1023")]
    [InlineData("LocalResponseNormalization", "\"size\": 4", "size is 4; it must be odd, from 1 to 1023")]
    [InlineData("LocalResponseNormalization", "\"k\": 0", "k is 0; it must be from 1E-06 to 1000000")]
    [InlineData("LocalResponseNormalization", "\"k\": -2", "k is -2; it must be from 1E-06 to 1000000")]
    [InlineData("LocalResponseNormalization", "\"alpha\": -0.5", "alpha is -0.5; it must be from 0 to 1000000")]
    [InlineData("LocalResponseNormalization", "\"alpha\": 1e300", "alpha is 1E+300; it must be from 0 to 1000000")]
    [InlineData("LocalResponseNormalization", "\"beta\": 1e300", "beta is 1E+300; it must be from 0 to 5")]
    [InlineData("LocalResponseNormalization", "\"beta\": -1", "beta is -1; it must be from 0 to 5")]
    [InlineData("AdaptiveAveragePool", "\"size\": 2147483647", "size is 2147483647; it must be from 1 to 16384")]
    [InlineData("AdaptiveAveragePool", "\"size\": 16384",
        "it has 805,306,368 values; it must have at most 536,870,911")]
    [InlineData("Dropout", "\"probability\": 1", "probability is 1; it must be from 0 up to but not 1")]
    [InlineData("Linear", "\"outputs\": 0", "outputs is 0; it must be from 1 to 1000000")]
    [InlineData("Linear", "\"outputs\": 1000001", "outputs is 1000001; it must be from 1 to 1000000")]
    public void ImpossibleSettingsNameFileLayerFieldValueAndRange(string type, string settings, string reason)
    {
        string path = Write(Definition("\"channels\": 3, \"height\": 12, \"width\": 12",
            $$"""{ "type": "{{type}}", "name": "odd one", {{settings}} }"""));
        string message = Assert.Throws<NetworkDefinitionException>(() => ArchitectureFile.Load(path)).Message;
        Assert.Contains($"'{path}'", message);
        Assert.Contains("Layer 'odd one': ", message);
        Assert.Contains(reason, message);
    }

    [Theory]
    [InlineData("\"channels\": 0, \"height\": 12, \"width\": 12", "input channels is 0; it must be from 1 to 1000000")]
    [InlineData("\"channels\": 3, \"height\": -1, \"width\": 12", "input height is -1; it must be from 1 to 16384")]
    [InlineData("\"channels\": 3, \"height\": 12, \"width\": 2147483647",
        "input width is 2147483647; it must be from 1 to 16384")]
    [InlineData("\"channels\": 1000000, \"height\": 12, \"width\": 120",
        "has 1440000000 values; it must have at most 536870911")]
    public void ImpossibleInputsAreRefused(string input, string reason)
    {
        string path = Write(Definition(input, """{ "type": "Activation", "name": "relu" }"""));
        string message = Assert.Throws<NetworkDefinitionException>(() => ArchitectureFile.Load(path)).Message;
        Assert.Contains($"'{path}'", message);
        Assert.Contains(reason, message);
    }

    /// <summary>2^31 inputs of a linear layer once ended as an OverflowException.</summary>
    [Fact]
    public void WhatIsCountedInMoreThan32BitsIsRefusedByLayer()
    {
        static string Refusal(TensorShape input, params LayerDefinition[] layers) =>
            Assert.Throws<NetworkDefinitionException>(() => new NetworkDefinition("large", input, layers)).Message;

        Assert.Contains("Layer 'wide': it has 2,684,354,560 values", Refusal(new(1, 16_384, 16_384),
            new ConvolutionDefinition { Name = "wide", Filters = 10, Kernel = 1 },
            new LinearDefinition { Name = "fc", Outputs = 2 }));
        Assert.Contains("Layer 'fc': it has 268,435,457,000,000 parameters",
            Refusal(new(1, 16_384, 16_384), new LinearDefinition { Name = "fc", Outputs = 1_000_000 }));
        Assert.Contains("Layer 'deep': it has 1,048,576,000,001,000,000 parameters", Refusal(new(1_000_000, 1, 1),
            new ConvolutionDefinition
            {
                Name = "deep",
                Filters = 1_000_000,
                Kernel = 1024,
                Padding = WindowPadding.SameSize
            }, new LinearDefinition { Name = "fc", Outputs = 2 }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void LayersAndNetworksNeedNames(string name)
    {
        static NetworkDefinition Make(string network, string layer) =>
            new(network, new(1, 1, 2), [new LinearDefinition { Name = layer, Outputs = 2 }]);

        Assert.Contains("layer 1 needs a name of 1 to 100 characters",
            Assert.Throws<NetworkDefinitionException>(() => Make("named", name)).Message);
        Assert.Contains("needs a name of 1 to 100 characters",
            Assert.Throws<NetworkDefinitionException>(() => Make(name, "fc")).Message);
        Assert.Contains("layer 1",
            Assert.Throws<NetworkDefinitionException>(() => Make("named", new string('x', 101))).Message);
        Assert.Equal(new string('x', 100), Make("named", new string('x', 100)).Layers[0].Name);
    }

    [Fact]
    public void NamesAreUniqueAndLayersAreCounted()
    {
        Assert.Contains("two layers are named",
            Assert.Throws<NetworkDefinitionException>(() => new NetworkDefinition("twice", new(1, 1, 2),
            [new LinearDefinition { Name = "fc", Outputs = 2 },
                new LinearDefinition { Name = "FC", Outputs = 2 }])).Message);
        Assert.Contains("257 layers; it must have at most 256",
            Assert.Throws<NetworkDefinitionException>(() => new NetworkDefinition("long", new(1, 1, 2),
            [.. Enumerable.Range(0, 257).Select(i => new LinearDefinition { Name = $"fc{i}", Outputs = 2 })])).Message);
    }

    [Fact]
    public void WindowsDoNotWrapAround()
    {
        Assert.Throws<OverflowException>(() => Window.Resolve(5, 3, 1, new(int.MaxValue, int.MaxValue), false));
        Assert.Equal(1, Window.Resolve(5, 3, int.MaxValue, WindowPadding.SameSize, false).Output);
        Assert.Equal(0, Window.Resolve(5, int.MaxValue, 1, default, false).Output);
    }

    public static TheoryData<string> Presets => [.. NetworkArchitecture.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public void PresetsAreWithinTheLimits(string name)
    {
        NetworkDefinition preset = NetworkArchitecture.Get(name);
        string path = Write(JsonSerializer.Serialize(preset, NetworkArchitecture.Json));
        Assert.Equal(preset.Layers, ArchitectureFile.Load(path).Layers);
    }

    public static TheoryData<string, int, LayerDefinition> Forms => new()
    {
        // 224 or 227, and how 224 comes to 55.
        { "conv1", 227, new ConvolutionDefinition { Name = "conv1", Filters = 96, Kernel = 11, Stride = 4 } },
        { "conv1", 224,
            new ConvolutionDefinition { Name = "conv1", Filters = 96, Kernel = 11, Stride = 4, CeilMode = true } },
        { "conv1", 224,
            new ConvolutionDefinition { Name = "conv1", Filters = 96, Kernel = 11, Stride = 4, Padding = new(2, 2) } },
        { "conv1", 224,
            new ConvolutionDefinition { Name = "conv1", Filters = 96, Kernel = 11, Stride = 4, Padding = new(1, 2) } },

        // alpha divided, printed, and TensorFlow's.
        { "norm1", 227,
            new LocalResponseNormalizationDefinition { Name = "norm1", Size = 5, Alpha = 1e-4, Beta = 0.75, K = 2 } },
        { "norm1", 227,
            new LocalResponseNormalizationDefinition { Name = "norm1", Size = 5, Alpha = 5e-4, Beta = 0.75, K = 2 } },
        { "norm1", 227,
            new LocalResponseNormalizationDefinition { Name = "norm1", Size = 5, Alpha = 1e-4, Beta = 0.75, K = 2,
                DivideAlphaBySize = false } },
        { "norm1", 227,
            new LocalResponseNormalizationDefinition { Name = "norm1", Size = 5, Alpha = 2e-5, Beta = 0.75, K = 1,
                DivideAlphaBySize = false } },

        // Dropout behind or before, by any probability; pooling that does not overlap.
        { "drop6", 227, new DropoutDefinition { Name = "drop6", Probability = 0 } },
        { "drop6", 227, new DropoutDefinition { Name = "drop6", Probability = 0.9 } },
        { "pool1", 227, new MaxPoolDefinition { Name = "pool1", Kernel = 2, Stride = 2 } },

        // cuda-convnet's layers for small images.
        { "pool1", 227, new AveragePoolDefinition { Name = "pool1", CeilMode = true } },
        { "norm1", 227, new LocalResponseNormalizationDefinition
            { Name = "norm1", Size = 3, Region = NormalizationRegion.WithinMap } },
        { "conv5", 227, new LocallyConnectedDefinition { Name = "conv5", Filters = 32, Kernel = 3, Padding = new(1, 1) } },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void DisputedFormsAreWithinTheLimits(string layer, int edge, LayerDefinition form)
    {
        NetworkDefinition paper = NetworkArchitecture.Get("Paper");
        var other = new NetworkDefinition("form", new(3, edge, edge),
            [.. paper.Layers.Select(previous => previous.Name == layer ? form : previous)]);
        Assert.Equal(55, other.Layer("conv1").OutputShape.Width);
        Assert.Equal(form,
            ArchitectureFile.Load(Write(JsonSerializer.Serialize(other, NetworkArchitecture.Json)))
                .Layer(layer).Definition);
    }

    /// <summary>
    /// Each value of a definition becomes each hostile one; what is not rejected by name is computed, forward and
    /// backward.
    /// </summary>
    [Fact]
    public void AnyHostileValueIsRefusedByNameOrGivesNumbers()
    {
        JsonNode[] places = [.. Leaves(JsonNode.Parse(Whole)!)];
        int rejected = 0, computed = 0;
        for (int place = 0; place < places.Length; place++)
        {
            foreach (string value in _values)
            {
                JsonNode changed = JsonNode.Parse(Whole)!;
                Leaves(changed).ElementAt(place).ReplaceWith(JsonNode.Parse(value));
                string path = Write(changed.ToJsonString());
                NetworkDefinition definition;
                try
                {
                    definition = ArchitectureFile.Load(path);
                }
                catch (NetworkDefinitionException e)
                {
                    Assert.StartsWith($"'{path}' ", e.Message);
                    rejected++;
                    continue;
                }

                if (definition.Parameters < 300_000
                    && definition.ResolvedLayers.Max(layer => layer.OutputShape.Count) < 300_000
                    && definition.MultiplyAdds < 3_000_000)
                {
                    computed += Compute(definition);
                }
            }
        }

        Assert.InRange(rejected, 900, places.Length * _values.Length);
        Assert.InRange(computed, 200, places.Length * _values.Length);
    }

    [Fact]
    public void DefinitionsInRecipesNameTheRecipesFile()
    {
        string path = Path.Combine(_folder, "recipe.json");
        string recipe = Recipe.Get("HalfWidth").ToJson();
        string definition = JsonSerializer.Serialize(NetworkArchitecture.Get("HalfWidth"), NetworkArchitecture.Json)
            .Replace("\"padding\": 2", "\"padding\": -5", StringComparison.Ordinal);
        File.WriteAllText(path,
            recipe.Replace("\"architecture\": \"HalfWidth\"", $"\"architecture\": {definition}",
                StringComparison.Ordinal));
        string inside = Assert.Throws<RecipeException>(() => Recipe.Load(path)).Message;
        Assert.All([path, "architecture", "'conv1'", "padding is -5", "from 0 to 1024"],
            part => Assert.Contains(part, inside));

        File.WriteAllText(Path.Combine(_folder, "own.json"), definition);
        File.WriteAllText(path,
            recipe.Replace("\"architecture\": \"HalfWidth\"", "\"architecture\": \"own.json\"",
                StringComparison.Ordinal));
        string beside = Assert.Throws<RecipeException>(() => Recipe.Load(path)).Message;
        Assert.All([path, "own.json", "'conv1'", "padding is -5"], part => Assert.Contains(part, beside));

        // A folder where a file is meant, and a name that no file can have.
        Directory.CreateDirectory(Path.Combine(_folder, "folder.json"));
        foreach (string name in new[] { "folder.json", "a\\u0000b.json" })
        {
            File.WriteAllText(path,
                recipe.Replace("\"architecture\": \"HalfWidth\"", $"\"architecture\": \"{name}\"",
                    StringComparison.Ordinal));
            Assert.Contains(path, Assert.Throws<RecipeException>(() => Recipe.Load(path)).Message);
        }
    }

    [Fact]
    public void TextsThatAreNoTextsAreRefused()
    {
        string path = Write(Whole.Replace("\"conv1\"", "\"\\ud800\"", StringComparison.Ordinal));
        Assert.Contains(path, Assert.Throws<NetworkDefinitionException>(() => ArchitectureFile.Load(path)).Message);
    }

    /// <summary>One prediction and one training step; 0 where the engine has no such layer.</summary>
    private static int Compute(NetworkDefinition definition)
    {
        var plain = new OptimizerDefinition() { Type = OptimizerType.Sgd, LearningRate = 1e-6 };
        try
        {
            using INetwork network =
                new CpuEngine().Create(definition, new() { MaximumBatchSize = 2, Threads = 1, Optimizer = plain });
            foreach ((int index, TensorDescription parameter) in network.Parameters.Index())
                network.Write(parameter.Name, Golden.Start(parameter, index));
            float[] images = Golden.Values(2 * definition.Input.Count, 1), logits =
                new float[2 * definition.Classes], targets = new float[logits.Length];
            targets[0] = targets[definition.Classes] = 1;
            network.Forward(images, logits);
            Assert.All(logits,
                logit => Assert.True(float.IsFinite(logit),
                    JsonSerializer.Serialize(definition, NetworkArchitecture.Json)));
            Assert.True(float.IsFinite(network.TrainStep(images, targets, new(1e-6, 3, 0), logits)),
                JsonSerializer.Serialize(definition, NetworkArchitecture.Json));
            return 1;
        }
        catch (EngineException e)
        {
            Assert.Contains("pools windows up to", e.Message);
            return 0;
        }
    }

    private static IEnumerable<JsonNode> Leaves(JsonNode node) => node switch
    {
        JsonObject fields =>
            fields.ToArray().Where(field => field.Value is not null).SelectMany(field => Leaves(field.Value!)),
        JsonArray items => items.Any(item => item is JsonObject)
            ? items.ToArray().SelectMany(item => Leaves(item!))
            : [items],
        _ => [node],
    };

    private static string Definition(string input, string layer) =>
        $$"""{ "name": "hostile", "input": { {{input}} }, "layers": [ {{layer}}, { "type": "Linear", "name": "last", "outputs": 2 } ] }""";

    private string Write(string json)
    {
        string path = Path.Combine(_folder, "network.json");
        File.WriteAllText(path, json);
        return path;
    }
}
