using System.Text.Json.Nodes;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Tests.Recipes;

public sealed class ArchitectureChangesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("architecture").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    public static TheoryData<string> Disputed => [.. Golden.Load<Golden[]>("forward")
        .Where(golden => golden.Changes.ValueKind != default).Select(golden => golden.Definition.Name)];

    /// <summary>What PyTorch was given for its golden values; CpuEngineGoldenTests compares the values.</summary>
    [Theory]
    [MemberData(nameof(Disputed))]
    public void TheDisputedFormsAreTheDefinitionsOfTheirGoldens(string name)
    {
        Golden golden = Golden.Load<Golden[]>("forward").Single(golden => golden.Definition.Name == name);
        Equal(golden.Definition, Load(golden.Changes.GetRawText()));
    }

    /// <summary>
    /// The presets that differ from the paper's network in what is disputed: each is a few words on it. Their values
    /// are golden too.
    /// </summary>
    [Theory]
    [InlineData("BvlcAlexNet", """ "layers": { "norm*": { "k": 1 } } """)]
    [InlineData("CaffeNet",
        """ "layers": { "norm*": { "k": 1 } }, "move": { "norm1": "after pool1", "norm2": "after pool2" } """)]
    [InlineData("Ungrouped",
        """ "layers": { "conv*": { "groups": 1 } }, "move": { "drop6": "before fc6", "drop7": "before fc7" } """)]
    public void ThePapersNetworkChangesIntoOthers(string preset, string changes) =>
        Equal(NetworkArchitecture.Get(preset), Load($$"""{ "preset": "paper", {{changes}} }"""));

    [Fact]
    public void EveryKindOfChangeIsMade()
    {
        NetworkDefinition network = Load("""
            {
              // Comments, and names in any case.
              "preset": "OneTower",
              "name": "Small",
              "Input": { "height": 112, "width": 112, "channels": 1 },
              "layers": {
                "conv3..conv5": { "filters": 64, "Padding": "same" },
                "conv4": { "padding": [1, 1] },
                "drop?": { "probability": 0.25 },
                "fc6": { "outputs": 100 },
              },
              "remove": ["pool5", "relu7"],
              "move": { "DROP7": "After relu6", "drop6": "before relu6" },
            }
            """);
        Assert.Equal("1x112x112", network.Input.ToString());
        Assert.Equal([64, 64, 64],
            network.Layers.OfType<ConvolutionDefinition>().Skip(2).Select(layer => layer.Filters));
        Assert.Equal("same", ((ConvolutionDefinition)network.Layer("conv3").Definition).Padding.ToString());
        Assert.Equal("1", ((ConvolutionDefinition)network.Layer("conv4").Definition).Padding.ToString());
        Assert.Equal(["avgpool", "fc6", "drop6", "relu6", "drop7", "fc7", "fc8"],
            network.Layers.Select(layer => layer.Name).SkipWhile(name => name != "avgpool"));
        Assert.All(network.Layers.OfType<DropoutDefinition>(), layer => Assert.Equal(0.25, layer.Probability));
        Assert.Equal(100, network.Layer("fc6").OutputShape.Channels);
        Assert.Equal("Small", network.Name);
        Assert.Equal("OneTower changed", Load("""{ "preset": "OneTower", "input": 112 }""").Name);
        Equal(NetworkArchitecture.Get("OneTower"), Load("""{ "preset": "OneTower" }"""));
        Assert.Equal("OneTower", Load("""{ "preset": "OneTower" }""").Name);
    }

    [Fact]
    public void ARecipeTakesChangesAndIsWrittenWithTheWholeNetwork()
    {
        JsonObject json = JsonNode.Parse(Recipe.Get("HalfWidth").ToJson())!.AsObject();
        json["architecture"] =
            JsonNode.Parse("""{ "preset": "HalfWidth", "layers": { "relu*": { "function": "Tanh" } } }""");
        Recipe recipe = Recipe.Parse(json.ToJsonString());
        Assert.Equal(7, recipe.BuildNetwork(7).Classes);
        JsonNode written = JsonNode.Parse(recipe.ToJson())!["architecture"]!;
        Assert.Null(written["preset"]);
        Assert.Equal(20, written["layers"]!.AsArray().Count);
        Assert.Equal(recipe.ToJson(), Recipe.Parse(recipe.ToJson()).ToJson());

        // The same in a file of its own, beside the recipe.
        File.WriteAllText(Path.Combine(_folder, "tanh.json"),
            """{ "preset": "HalfWidth", "layers": { "relu*": { "function": "Tanh" } } }""");
        json["architecture"] = "tanh.json";
        File.WriteAllText(Path.Combine(_folder, "recipe.json"), json.ToJsonString());
        Assert.Equal(recipe.ToJson(), Recipe.Load(Path.Combine(_folder, "recipe.json")).ToJson());
    }

    [Fact]
    public void AWrittenDefinitionIsAnArchitectureFile()
    {
        foreach (string preset in NetworkArchitecture.Names)
            Equal(NetworkArchitecture.Get(preset), Load(NetworkArchitecture.Get(preset).ToJson()));
    }

    [Theory]
    [InlineData("""{ "preset": "Papr" }""", "preset", "Did you mean 'Paper'?")]
    [InlineData("""{ "preset": 3 }""", "preset", "a text in \" \" is needed")]
    [InlineData("""{ "preset": "Paper", "layer": {} }""", "layer", "Did you mean 'layers'?")]
    [InlineData("""{ "layers": { "conv1": { "stride": 2 } } }""", "preset", "is missing")]
    [InlineData("""{ "preset": "Paper", "layers": [] }""", "layers", "an object in { } is needed")]
    [InlineData("""{ "preset": "Paper", "layers": { "konv1": { "stride": 2 } } }""", "layers.konv1",
        "Did you mean 'conv1'?")]
    [InlineData("""{ "preset": "Paper", "layers": { "conv1": 2 } }""", "layers.conv1", "an object in { } is needed")]
    [InlineData("""{ "preset": "Paper", "layers": { "conv1": { "ceilMod": true } } }""", "layers.conv1.ceilMod",
        "Did you mean 'ceilMode'?")]
    [InlineData("""{ "preset": "Paper", "layers": { "*": { "stride": 1, "k": 1 } } }""", "layers.*.k of 'conv1'",
        "there is no such field")]
    [InlineData("""{ "preset": "Paper", "layers": { "conv1": { "padding": "valid" } } }""",
        "layers.conv1.padding of 'conv1'", "[before, after] or \"same\" is needed, not \"valid\"")]
    [InlineData("""{ "preset": "Paper", "layers": { "norm*": { "beta": 1e999 } } }""", "layers.norm*.beta of 'norm2'",
        "a finite number is needed")]
    [InlineData("""{ "preset": "Paper", "layers": { "norm1": { "k": null } } }""", "layers.norm1.k",
        "a number is needed, not null")]
    [InlineData("""{ "preset": "Paper", "layers": { "norm1": { "k": 1, "K": 2 } } }""", "layers.norm1.k",
        "occurs twice")]
    [InlineData("""{ "preset": "Paper", "layers": { "norm1": { "k": 1 }, "norm1": { "k": 2 } } }""", "layers.norm1",
        "occurs twice")]
    [InlineData("""{ "preset": "Paper", "layers": { "norm1": { "type": "MaxPool" } } }""", "layers.norm1.type",
        "cannot be changed")]
    [InlineData("""{ "preset": "Paper", "input": "224" }""", "input", "pixels of an edge")]
    [InlineData("""{ "preset": "Paper", "input": 224.5 }""", "input", "pixels of an edge")]
    [InlineData("""{ "preset": "Paper", "input": { "widht": 224 } }""", "input.widht", "Did you mean 'width'?")]
    [InlineData("""{ "preset": "Paper", "input": { "width": 224, "width": 227 } }""", "input.width", "occurs twice")]
    [InlineData("""{ "preset": "Paper", "input": 8 }""", "layers", "Layer 'conv1'")]
    [InlineData("""{ "preset": "Paper", "remove": ["norm*", "nurm1"] }""", "remove[1]", "Did you mean 'norm1'?")]
    [InlineData("""{ "preset": "Paper", "remove": ["fc8", "relu7", "drop7"], "move": { "fc7": "before fc6" } }""",
        "layers", "the last layer must be Linear")]
    [InlineData("""{ "preset": "Paper", "move": { "norm1": "behind pool1" } }""", "move.norm1",
        "\"before LAYER\" or \"after LAYER\" is needed")]
    [InlineData("""{ "preset": "Paper", "move": { "norm1": "after pol1" } }""", "move.norm1", "Did you mean 'pool1'?")]
    [InlineData("""{ "preset": "Paper", "move": { "nrm1": "after pool1" } }""", "move.nrm1", "Did you mean 'norm1'?")]
    [InlineData("""{ "preset": "Paper", "move": { "norm1": "after norm1" } }""", "move.norm1", "next to itself")]
    [InlineData("""{ "preset": "Paper", "move": { "norm1": 3 } }""", "move.norm1", "a text in \" \" is needed")]
    public void MistakesNameTheFieldAndWhatIsAllowed(string changes, string field, string advice)
    {
        string message = Assert.Throws<NetworkDefinitionException>(() => Load(changes)).Message;
        Assert.Contains("mine.json", message);
        Assert.Contains($" {field}", message);
        Assert.Contains(advice, message);

        JsonObject recipe = JsonNode.Parse(Recipe.Get("Paper").ToJson())!.AsObject();
        recipe.Remove("architecture");
        string inRecipe = Assert.Throws<RecipeException>(
            () => Recipe.Parse($$"""{ "architecture": {{changes}}, {{recipe.ToJsonString()[1..]}}""")).Message;
        Assert.Contains($"architecture.{field}", inRecipe);
        Assert.Contains(advice, inRecipe);
    }

    [Fact]
    public void ChangesOfAnySizeAreRefusedSoonAndShortly()
    {
        string many = string.Join(",", Enumerable.Range(0, 2000).Select(i => $"\"layer{i}*\"")), endless =
            new('*', 1_000_000);
        foreach (string changes in new[] { $$"""{ "preset": "Paper", "remove": [{{many}}] }""",
            $$"""{ "preset": "Paper", "remove": ["{{endless}}"] }""",
            $$"""{ "preset": "Paper", "move": { "norm1": "{{endless}}" } }""" })
        {
            string message = Assert.Throws<NetworkDefinitionException>(() => Load(changes)).Message;
            Assert.Contains("must have at most", message);
            Assert.InRange(message.Length, 0, 1000);
        }
    }

    private NetworkDefinition Load(string json)
    {
        string file = Path.Combine(_folder, "mine.json");
        File.WriteAllText(file, json);
        return ArchitectureFile.Load(file);
    }

    // Name and description may be others.
    private static void Equal(NetworkDefinition expected, NetworkDefinition actual) =>
        Assert.Equal(new NetworkDefinition("any", expected.Input, expected.Layers).ToJson(),
            new NetworkDefinition("any", actual.Input, actual.Layers).ToJson());
}
