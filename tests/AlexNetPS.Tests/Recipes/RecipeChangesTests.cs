using System.Collections;
using System.Text.Json.Nodes;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Recipes.Changes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Recipes;

public sealed class RecipeChangesTests
{
    private static readonly Recipe _base = Recipe.Get("HalfWidth");

    /// <summary>Each change is the recipe file with that text in place of the other.</summary>
    [Theory]
    [InlineData("""{ "batchSize": 16 }""", """ "batchSize": 32 """, """ "batchSize": 16 """)]
    [InlineData("""{ "BATCHSIZE": 16 }""", """ "batchSize": 32 """, """ "batchSize": 16 """)]
    [InlineData("""{ "optimizer.learningRate": 1e-4 }""", """ "learningRate": 0.0002 """, """ "learningRate": 0.0001 """)]
    [InlineData("""{ "Optimizer": { "LearningRate": 1e-4 } }""", """ "learningRate": 0.0002 """,
        """ "learningRate": 0.0001 """)]
    [InlineData("""{ "optimizer.type": "AdamW", "optimizer": { "weightDecay": 0.1 } }""", """ "type": "Adam" """,
        """ "type": "AdamW", "weightDecay": 0.1 """)]
    [InlineData("""{ "schedule": { "type": "step", "every": 3 } }""", """ "schedule": { "type": "Constant" } """,
        """ "schedule": { "type": "Step", "every": 3 } """)]
    [InlineData("""{ "schedule.type": "Step", "schedule.every": 3 }""", """ "schedule": { "type": "Constant" } """,
        """ "schedule": { "type": "Step", "every": 3 } """)]
    [InlineData("""{ "schedule": "cosine" }""", """ "schedule": { "type": "Constant" } """,
        """ "schedule": { "type": "Cosine" } """)]
    [InlineData("""{ "earlyStopping.patience": 3 }""", """ "batchSize": 32 """,
        """ "batchSize": 32, "earlyStopping": { "patience": 3 } """)]
    [InlineData("""{ "trainTransforms[1].probability": 0.1 }""", """ "probability": 0.5 """, """ "probability": 0.1 """)]
    [InlineData("""{ "trainTransforms.horizontalFlip.probability": 0.1 }""", """ "probability": 0.5 """,
        """ "probability": 0.1 """)]
    [InlineData("""{ "trainTransforms": { "HorizontalFlip": null } }""",
        """ { "type": "HorizontalFlip", "probability": 0.5 }, """, "")]
    [InlineData("""{ "trainTransforms[0].scale": [0.5, 1] }""", """ "scale": [0.08, 1] """, """ "scale": [0.5, 1] """)]
    [InlineData("""{ "batchTransforms": { "type": "mixup" } }""", """ "batchSize": 32 """,
        """ "batchSize": 32, "batchTransforms": [ { "type": "Mixup" } ] """)]
    [InlineData("""{ "initialization.fc*.weight.standardDeviation": 0.02 }""", """ "standardDeviation": 0.01 """,
        """ "standardDeviation": 0.02 """)]
    [InlineData("""{ "description": null, "schedule": null }""",
        """ "schedule": { "type": "Constant" }, """, "")]
    public void AChangeIsARecipeFileWithOtherText(string changes, string text, string by)
    {
        using var resource = new StreamReader(
            typeof(Recipe).Assembly.GetManifestResourceStream("Recipes/HalfWidth.json")!);
        string file = string.Join('\n',
            resource.ReadToEnd().Split('\n').Where(line => !line.StartsWith("//", StringComparison.Ordinal)));
        string expected = Compact(file).Replace(Compact(text), Compact(by), StringComparison.Ordinal);
        Assert.NotEqual(Compact(file), expected);
        Recipe changed = With(changes);
        Assert.Equal((Recipe.Parse(expected) with { Description = changed.Description }).ToJson(), changed.ToJson());
        Assert.Equal(changes.Contains("description", StringComparison.Ordinal), changed.Description is null);
    }

    [Theory]
    [InlineData("""{ "batchSise": 1 }""", "batchSise: there is no such setting", "Did you mean 'batchSize'?")]
    [InlineData("""{ "learningRate": 1 }""", "learningRate: ", "Did you mean 'optimizer.learningRate'?")]
    [InlineData("""{ "optimizer.learningRat": 1 }""", "optimizer.learningRat: ", "Did you mean 'learningRate'?")]
    [InlineData("""{ "optimzer": { "learningRate": 1 } }""", "optimzer: ", "Did you mean 'optimizer'?")]
    [InlineData("""{ "batchSize.x": 1 }""", "batchSize: a whole number is needed", "")]
    [InlineData("""{ "batchSize": 1.5 }""", "batchSize: a whole number is needed, not 1.5.", "")]
    [InlineData("""{ "batchSize": 0 }""", "batchSize: 0 is below 1.", "")]
    [InlineData("""{ "batchSize": null }""", "batchSize: is missing", "")]
    [InlineData("""{ "optimizer.type": "Adma" }""", "optimizer.type: \"Adma\" is not one of", "Did you mean 'Adam'?")]
    [InlineData("""{ "schedule": "Cosin" }""", "schedule.type: 'Cosin' is not one of", "Did you mean 'Cosine'?")]
    [InlineData("""{ "schedule.type": "Cosin" }""", "schedule.type: 'Cosin' is not one of", "Did you mean 'Cosine'?")]
    [InlineData("""{ "schedule": { "type": "Step", "ever": 3 } }""", "schedule.ever: ", "Did you mean 'every'?")]
    [InlineData("""{ "trainTransforms.HorizontalFlp.probability": 1 }""", "trainTransforms.HorizontalFlp: there is no such "
        + "item; there are RandomResizedCrop, HorizontalFlip, Normalize.", "Did you mean 'HorizontalFlip'?")]
    [InlineData("""{ "trainTransforms[7].size": 1 }""", "trainTransforms[7]: there is no such item", "")]
    [InlineData("""{ "optimizer": { "learningRate": 1 }, "optimizer.learningRate": 2 }""",
        "optimizer.learningRate: is given twice.", "")]
    [InlineData("""{ "batchSize": 1, "BatchSize": 2 }""", "atchSize: is given twice.", "")]
    [InlineData("""{ "architecture": "Papr" }""", "architecture: There is no architecture 'Papr'", "Did you mean 'Paper'?")]
    [InlineData("""{ "architecture.layers.nrm1": null }""", "architecture: layers.nrm1: 'nrm1' matches none of conv1, ", "")]
    [InlineData("""{ "architecture": 3 }""", "architecture: the name of an architecture", "")]
    public void AnErrorNamesTheSettingAndTheNearestValidOne(string changes, string about, string hint)
    {
        string message = Assert.Throws<RecipeException>(() => With(changes)).Message;
        Assert.StartsWith("recipe 'HalfWidth' with changes", message);
        Assert.Contains(about, message);
        Assert.EndsWith(hint, message);
        Assert.DoesNotContain("\n", message);
    }

    [Fact]
    public void AnotherNetworkTakesTheCropsAlongBeforeOtherChanges()
    {
        Recipe changed = With("""{ "trainTransforms.RandomResizedCrop.scale": [0.5, 1], "architecture": "paper" }""");
        Assert.Equal("Paper", changed.Architecture.Name);
        RandomResizedCrop crop = Assert.IsType<RandomResizedCrop>(changed.TrainTransforms[0]);
        Assert.Equal(227, crop.Size);
        Assert.Equal([0.5, 1], crop.Scale);
    }

    [Fact]
    public void LayersOfTheRecipesNetworkAreChangedAndRemovedByName()
    {
        NetworkDefinition network =
            With("""{ "architecture.layers.drop*": null, "architecture.layers.fc6.outputs": 100 }""").BuildNetwork(5);
        Assert.DoesNotContain(network.Layers, layer => layer is DropoutDefinition);
        Assert.Equal(100, network.Layer("fc6").OutputShape.Count);
        Assert.Equal(_base.BuildNetwork(5).Layers.Count(layer => layer is not DropoutDefinition), network.Layers.Count);
    }

    [Fact]
    public void TheLastMatchDecidesWhetherALayerIsRemoved()
    {
        NetworkDefinition network = NetworkChanges.Apply(Object(
            """{ "preset": "Paper", "layers": { "norm*": null, "norm2": { "size": 3 }, "fc*": { "outputs": 64 } } }"""));
        Assert.Equal(["norm2"], network.Layers.Where(layer => layer is LocalResponseNormalizationDefinition)
            .Select(layer => layer.Name));
        Assert.Equal(3, ((LocalResponseNormalizationDefinition)network.Layer("norm2").Definition).Size);
        Assert.Equal(64, network.Layer("fc7").OutputShape.Count);
        NetworkDefinition none = NetworkChanges.Apply(Object(
            """{ "preset": "Paper", "layers": { "norm2": { "size": 3 }, "norm*": null } }"""));
        Assert.DoesNotContain(none.Layers, layer => layer is LocalResponseNormalizationDefinition);
        // What follows the removed layer is connected to the previous one.
        Assert.Equal(none.Layer("relu1").OutputShape, none.Layer("pool1").InputShape);
    }

    [Theory]
    [InlineData("""{ "preset": "Paper", "layers": { "nrm*": null } }""", "layers.nrm*: 'nrm*' matches none of conv1, ")]
    [InlineData("""{ "preset": "Paper", "layers": { "conv1": 5 } }""", "layers.conv1: an object in { } is needed, or null")]
    [InlineData("""{ "preset": "Paper", "layers": { "conv1": { "filtrs": 5 } } }""", "Did you mean 'filters'?")]
    [InlineData("""{ "preset": "Paper", "layers": { "fc8": null } }""", "needs ")]
    [InlineData("""{ "preset": "Paper", "lairs": { } }""", "Did you mean 'layers'?")]
    [InlineData("""{ "preset": "Papr" }""", "Did you mean 'Paper'?")]
    [InlineData("""{ "layers": { "norm*": null } }""", "preset: is missing")]
    public void ANetworkThatCannotBeChangedLikeThisIsRejected(string changes, string about)
    {
        string message =
            Assert.Throws<NetworkDefinitionException>(() => NetworkChanges.Apply(Object(changes))).Message;
        if (about != "needs ")
            Assert.Contains(about, message);
    }

    [Fact]
    public void ValuesOfAProgramBecomeJson()
    {
        var table = new Hashtable
        {
            ["a"] = 1,
            ["b"] = 1e-4,
            ["c"] = 0.1f,
            ["d"] = OptimizerType.AdamW,
            ["e"] = new object?[] { true, null, "x" },
            ["f"] = new CosineSchedule(),
            ["g"] = 2m,
        };
        Assert.Equal("""
            {"a":1,"b":0.0001,"c":0.1,"d":"AdamW","e":[true,null,"x"],
            "f":{"type":"Cosine","minimumFactor":0,"warmUpEpochs":0,"warmUpFactor":0.1},"g":2}
            """.Replace("\n", "", StringComparison.Ordinal), SettingValue.Table(table).ToJsonString());
        Assert.Contains("optimizer.momentum: a setting is a number",
            Assert.Throws<RecipeException>(() => SettingValue.Table(new Hashtable
            {
                ["optimizer"] = new Hashtable { ["momentum"] = new Version() },
            })).Message);
        Assert.Contains("the number NaN",
            Assert.Throws<RecipeException>(() => SettingValue.Of(double.NaN, "batchSize")).Message);
    }

    [Fact]
    public void AHashTableHasWildcardsBeforeRangesBeforeNames()
    {
        var table = new Hashtable { ["conv1"] = 1, ["conv*"] = 2, ["conv1..conv2"] = 3, ["a"] = 4 };
        Assert.Equal(["conv*", "conv1..conv2", "a", "conv1"], TableOrder.Of(table).Select(entry => (string)entry.Key));
        var ordered = new System.Collections.Specialized.OrderedDictionary { ["b"] = 1, ["a*"] = 2 };
        Assert.Equal(["b", "a*"], TableOrder.Of(ordered).Select(entry => (string)entry.Key));
    }

    private static Recipe With(string changes) => _base.WithChanges(Object(changes));

    private static JsonObject Object(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static string Compact(string json) =>
        string.Concat(json.Split('\n').Select(line => line.Trim())).Replace("\": ", "\":", StringComparison.Ordinal)
            .Replace("{ ", "{", StringComparison.Ordinal).Replace(" }", "}", StringComparison.Ordinal)
            .Replace(", ", ",", StringComparison.Ordinal).Replace("[ ", "[", StringComparison.Ordinal)
            .Replace(" ]", "]", StringComparison.Ordinal).Replace("\",\"", "\",\"", StringComparison.Ordinal).Trim();
}
