using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Tests.Training;

namespace AlexNetPS.Tests.Recipes;

public class RecipeTests
{
    public static TheoryData<string> Shipped => [.. Recipe.Names];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void ShippedRecipesAreValidAndSurviveARoundTrip(string name)
    {
        Recipe recipe = Recipe.Get(name);
        Assert.Equal(name, recipe.Name);
        Assert.NotNull(recipe.Source);
        Assert.Equal(7, recipe.BuildNetwork(7).Classes);
        string json = recipe.ToJson();
        Assert.Equal(json, Recipe.Parse(json).ToJson());
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void ShippedRecipesBeginWithALineThatNamesTheirSource(string name)
    {
        using Stream stream = typeof(Recipe).Assembly.GetManifestResourceStream($"Recipes/{name}.json")!;
        Assert.Matches("^// Source: .{20,}", new StreamReader(stream).ReadLine());
    }

    [Fact]
    public void TheRecipesAreKnownByName()
    {
        Assert.Equal(["Bvlc", "CaffeFull", "Cifar18pct", "Cifar80sec", "CifarLocal11", "CifarLocal13", "D2L", "Dansuh17",
            "FigureOne", "HalfWidth", "Mnist28", "OneTower", "Oxford17", "Paper"],
            Recipe.Names);
        Assert.Contains(Recipe.Default, Recipe.Names);
        Assert.Equal("HalfWidth", Recipe.Get("halfwidth").Name);
    }

    [Theory]
    [InlineData("\"epochs\": 10", "\"epochz\": 10", "epochz", "Did you mean 'epochs'?")]
    [InlineData("\"epochs\": 10", "\"epochs\": \"ten\"", "epochs", "whole number")]
    [InlineData("\"epochs\": 10", "\"epochs\": 0", "epochs", "below 1")]
    [InlineData("\"epochs\": 10,", "", "epochs", "is missing")]
    [InlineData("\"Adam\"", "\"Adem\"", "optimizer.type", "Did you mean 'Adam'?")]
    [InlineData("\"learningRate\": 0.0002", "\"learningRate\": -1", "optimizer.learningRate", "not above 0")]
    [InlineData("\"Squash\"", "\"Sqash\"", "evaluationTransforms[0].type", "Did you mean 'Squash'?")]
    [InlineData("\"size\": 224, \"scale\"", "\"siz\": 224, \"scale\"", "trainTransforms[0].siz",
        "Did you mean 'size'?")]
    [InlineData("\"size\": 224, \"scale\"", "\"size\": 227, \"scale\"", "trainTransforms", "takes 224x224")]
    [InlineData("[0.08, 1]", "[1, 0.08]", "trainTransforms[0].scale", "least, most")]
    [InlineData("\"architecture\": \"HalfWidth\"", "\"architecture\": \"HalfWith\"", "architecture",
        "Did you mean 'HalfWidth'?")]
    [InlineData("\"architecture\": \"HalfWidth\"", "\"architecture\": 3", "architecture", "name of an architecture")]
    [InlineData("\"Squash\", \"size\": 224", "\"RandomCrop\", \"size\": 224", "evaluationTransforms[0]", "random")]
    [InlineData("\"conv*\"", "\"konv*\"", "initialization[0].layers", "matches none of conv1")]
    [InlineData("\"KaimingNormal\"", "\"KaimingNorml\"", "initialization[0].weight.type",
        "Did you mean 'KaimingNormal'?")]
    [InlineData("\"type\": \"Constant\", \"warmUpEpochs\"", "\"type\": \"Cosin\", \"warmUpEpochs\"", "schedule.type",
        "Did you mean 'Cosine'?")]
    [InlineData("\"mode\": \"FanOut\"", "\"mode\": \"Out\"", "initialization[0].weight.mode", "FanIn, FanOut")]
    [InlineData("\"probability\": 0.5", "\"probability\": 5", "trainTransforms[1].probability", "between 0 and 1")]
    [InlineData("\"epochs\": 10,", "\"epochs\": 10,,", "halves.json", "JSON")]
    [InlineData("\"epochs\": 10,", "\"epochs\": null,", "epochs", "a whole number is needed, not null")]
    [InlineData("\"momentum\": 0", "\"momentum\": null", "optimizer.momentum", "a number is needed, not null")]
    [InlineData("\"sampling\": \"Shuffled\"", "\"sampling\": null", "sampling",
        "null is not one of Shuffled, Balanced")]
    [InlineData("\"mode\": \"FanOut\"", "\"mode\": null", "initialization[0].weight.mode",
        "null is not one of FanIn, FanOut")]
    [InlineData("\"batchTransforms\": []", "\"batchTransforms\": null", "batchTransforms",
        "a list in [ ] is needed, not null")]
    [InlineData("\"architecture\": \"HalfWidth\"", "\"architecture\": null", "architecture", "is needed, not null")]
    [InlineData("\"name\": \"HalfWidth\"", "\"name\": null", "name", "a text in \" \" is needed, not null")]
    [InlineData("\"epochs\": 10,", "\"epochs\": 10, \"epochs\": 12,", "epochs", "occurs twice")]
    [InlineData("\"epochs\": 10,", "\"epochs\": 10, \"Epochs\": 12,", "epochs", "occurs twice")]
    [InlineData("\"momentum\": 0", "\"momentum\": 0, \"momentum\": 0, \"momentum\": 0.9", "optimizer.momentum",
        "occurs 3 times")]
    [InlineData("\"mode\": \"FanOut\"", "\"mode\": \"FanOut\", \"mode\": \"FanIn\"", "initialization[0].weight.mode",
        "occurs twice")]
    [InlineData("\"epochs\": 10,", "\"epochs\": 10, \"classWeights\": { \"rose\": 1, \"rose\": 2 },", "classWeights",
        "'rose' occurs twice")]
    [InlineData("\"epochs\": 10,", "\"epochs\": 10, \"classWeights\": { \"rose\": 1e999 },", "classWeights",
        "finite number above 0")]
    [InlineData("\"epochs\": 10,", "\"epochs\": 10, \"earlyStopping\": { \"patience\": 2, \"threshold\": 1e999 },",
        "earlyStopping.threshold", "a finite number is needed, not 1e999")]
    [InlineData("\"momentum\": 0", "\"momentum\": 0, \"clipNorm\": 1e999", "optimizer.clipNorm",
        "a finite number is needed")]
    [InlineData("\"momentum\": 0", "\"momentum\": 0, \"averageDecay\": -1e999", "optimizer.averageDecay",
        "a finite number is needed")]
    [InlineData("\"weightDecay\": 0", "\"weightDecay\": 1e999", "optimizer.weightDecay", "a finite number is needed")]
    [InlineData("\"learningRate\": 0.0002", "\"learningRate\": 1e999", "optimizer.learningRate",
        "a finite number is needed")]
    [InlineData("\"warmUpEpochs\": 0", "\"warmUpEpochs\": 1e999", "schedule.warmUpEpochs", "a finite number is needed")]
    [InlineData("\"layers\": []", "\"layers\": [ { \"layers\": \"fc8\", \"learningRateFactor\": 1e999 } ]",
        "optimizer.layers[0].learningRateFactor", "a finite number is needed")]
    [InlineData("\"layers\": []", "\"layers\": [ { \"layers\": \"fc8\", \"weightDecayFactor\": -1 } ]",
        "optimizer.layers[0].weightDecayFactor", "-1 is below 0")]
    public void MistakesNameFileFieldAndWhatIsAllowed(string right, string wrong, string field, string advice)
    {
        string json = Recipe.Get("HalfWidth").ToJson();
        string compact =
            System.Text.RegularExpressions.Regex.Replace(json, @"\s*\n\s*", " ").Replace("[ ", "[").Replace(" ]", "]");
        Assert.Contains(right, compact);
        var e = Assert.Throws<RecipeException>(
            () => Recipe.Parse(compact.Replace(right, wrong), "recipe file 'halves.json'"));
        Assert.Contains("halves.json", e.Message);
        Assert.Contains(field, e.Message);
        Assert.Contains(advice, e.Message);
    }

    [Theory]
    [InlineData("""{ "type": "ColorJiter" }""", "trainTransforms[1].type", "Did you mean 'ColorJitter'?")]
    [InlineData("""{ "type": "ColorJitter", "brigtness": 0.4 }""", "trainTransforms[1].brigtness",
        "Did you mean 'brightness'?")]
    [InlineData("""{ "type": "ColorJitter", "hue": 0.6 }""", "trainTransforms[1].hue", "0.6 is not between 0 and 0.5")]
    [InlineData("""{ "type": "ColorJitter", "saturation": -1 }""", "trainTransforms[1].saturation",
        "-1 is not between 0 and 10")]
    [InlineData("""{ "type": "RandomErasing", "probability": 1.5 }""", "trainTransforms[1].probability",
        "1.5 is not between 0 and 1")]
    [InlineData("""{ "type": "RandomErasing", "scale": [0.5, 2] }""", "trainTransforms[1].scale", "up to 1")]
    [InlineData("""{ "type": "RandomErasing", "value": [1, 2] }""", "trainTransforms[1].value",
        "2 values instead of one")]
    [InlineData("""{ "type": "RandomErasing", "fill": "Random" }""", "trainTransforms[1].fill", "Value, Noise")]
    [InlineData("""{ "type": "RandomErasing" }, { "type": "Scale" }""", "trainTransforms", "put it last")]
    [InlineData("""{ "type": "MeanImageSubtract" }, { "type": "Normalize" }""", "trainTransforms",
        "remove Scale, MeanSubtract and MeanImageSubtract")]
    [InlineData("""{ "type": "MeanImageSubtract" }, { "type": "Squash", "size": 16 }""", "trainTransforms",
        "only crops and flips")]
    [InlineData(
        """{ "type": "Resize", "size": 20 }, { "type": "MeanImageSubtract" }, { "type": "CenterCrop", "size": 16 }""",
        "trainTransforms", "put it after CenterCrop or Squash")]
    [InlineData("""{ "type": "Scale" }, { "type": "MeanImageSubtract" }""", "trainTransforms", "put it before Scale")]
    [InlineData("""{ "type": "MeanImageSubtract", "alignment": "Centre" }""", "trainTransforms[1].alignment",
        "Did you mean 'Center'?")]
    [InlineData(
        """{ "type": "MeanImageSubtract", "mean": { "width": 2, "height": 2, "channels": 3, "values": "AAAA" } }""",
        "trainTransforms[1].mean.values", "3 bytes instead of the 48")]
    public void NewTransformsAreCheckedToo(string transforms, string field, string advice)
    {
        var e = Assert.Throws<RecipeException>(
            () => TinyRecipe.Create(trainTransforms: """{ "type": "RandomCrop", "size": 16 }, """ + transforms));
        Assert.Contains(field, e.Message);
        Assert.Contains(advice, e.Message);
    }

    [Theory]
    [InlineData("""{ "type": "MultiCrop", "size": 16, "places": [] }""", "evaluationTransforms[0].places",
        "take some of TopLeft")]
    [InlineData("""{ "type": "MultiCrop", "size": 16, "places": ["Center", "Center"] }""",
        "evaluationTransforms[0].places", "Center occurs twice")]
    [InlineData("""{ "type": "MultiCrop", "size": 16, "places": ["Centre"] }""", "evaluationTransforms[0].places[0]",
        "Did you mean 'Center'?")]
    [InlineData("""{ "type": "MultiCrop", "size": 16, "shortSides": [20, 12] }""", "evaluationTransforms[0].shortSides",
        "12 is below size 16")]
    [InlineData("""{ "type": "MultiCrop", "size": 16, "shortSides": [20, 20] }""", "evaluationTransforms[0].shortSides",
        "20 occurs twice")]
    [InlineData("""{ "type": "MultiCrop", "size": 18, "mirror": true }, { "type": "TenCrop", "size": 16 }""",
        "evaluationTransforms", "one MultiCrop combines places")]
    [InlineData("""{ "type": "Squash", "size": 18 }, { "type": "MeanImageSubtract" }, """
        + """{ "type": "MultiCrop", "size": 16, "shortSides": [17] }""",
        "evaluationTransforms", "only crops and flips")]
    public void SeveralViewsAreChecked(string transforms, string field, string advice)
    {
        var e = Assert.Throws<RecipeException>(() => TinyRecipe.Create(evaluationTransforms: transforms));
        Assert.Contains(field, e.Message);
        Assert.Contains(advice, e.Message);
    }

    [Fact]
    public void SeveralViewsBelongToEvaluationAndSurviveARoundTrip()
    {
        const string Views =
            """{ "type": "MultiCrop", "size": 16, "places": ["TopLeft", "Center"], "mirror": true, "shortSides": [16, 18] }""";
        Assert.Contains("trainTransforms[0]: MultiCrop produces 8 crops",
            Assert.Throws<RecipeException>(() => TinyRecipe.Create(trainTransforms: Views)).Message);
        Recipe recipe = TinyRecipe.Create(evaluationTransforms: Views);
        Assert.Equal(8, recipe.EvaluationViews);
        Assert.Equal(recipe.ToJson(), Recipe.Parse(recipe.ToJson()).ToJson());
    }

    [Theory]
    [InlineData("schedule", "schedule: is null; omit it for its default")]
    [InlineData("imageSize", "imageSize: is null; omit it for its default")]
    [InlineData("initialization", "initialization: is null; omit it for its default")]
    [InlineData("epochs", "epochs: is missing")]
    [InlineData("optimizer", "optimizer: is missing")]
    [InlineData("earlyStopping", null)]
    [InlineData("classWeights", null)]
    public void AFieldThatIsNullIsNamedUnlessItMayBe(string field, string? told)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(TinyRecipe.Create().ToJson())!;
        json[field] = null;
        string text = json.ToJsonString();
        if (told is null)
            Assert.Equal(TinyRecipe.Create().ToJson(), Recipe.Parse(text).ToJson());
        else
            Assert.Contains(told, Assert.Throws<RecipeException>(() => Recipe.Parse(text)).Message);
    }

    [Theory]
    [InlineData("""{ "type": "MixUp" }""", "batchTransforms[0].type", "Did you mean 'Mixup'?")]
    [InlineData("""{ "type": "Mixup", "alpha": 0 }""", "batchTransforms[0].alpha", "not above 0 and up to 100")]
    [InlineData("""{ "type": "CutMix", "probability": -0.5 }""", "batchTransforms[0].probability",
        "not between 0 and 1")]
    public void BatchTransformsAreChecked(string transform, string field, string advice)
    {
        string json =
            TinyRecipe.Create().ToJson().Replace("\"batchTransforms\": []", $"\"batchTransforms\": [ {transform} ]");
        var e = Assert.Throws<RecipeException>(() => Recipe.Parse(json));
        Assert.Contains(field, e.Message);
        Assert.Contains(advice, e.Message);
    }

    /// <summary>
    /// A model brings its recipe along: megabytes of a name, or of wrong fields, are answered as soon and as shortly as
    /// a slip.
    /// </summary>
    [Fact]
    public void RecipesOfAnySizeAreRefusedSoonAndShortly()
    {
        string json = Recipe.Get("HalfWidth").ToJson(), long1 = new('*', 3_000_000), many =
            string.Join(",", Enumerable.Repeat("""{ "layers": "conv*" }""", 5000));
        (string From, string To, string Reason)[] cases =
        [
            ("\"conv*\"", $"\"{long1}\"", "initialization[0].layers: has 3000000 characters; it must have at most 202"),
            ("\"initialization\": [", $"\"initialization\": [{many},", "rules; it must have at most 256"),
            ("\"epochs\"", $"\"{long1}\"", "there is no such field"),
            ("\"Adam\"", $"\"{long1}\"", "is not one of"),
            ("\"epochs\"", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"\"f{i}\": 1, ")) + "\"epochs\"",
                "more than 50 settings are wrong"),
        ];
        foreach ((string from, string to, string reason) in cases)
        {
            string text = json.Replace(from, to, StringComparison.Ordinal);
            long before = GC.GetAllocatedBytesForCurrentThread();
            string message = Assert.Throws<RecipeException>(() => Recipe.Parse(text)).Message;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L << 20);
            Assert.Contains(reason, message);
            Assert.InRange(message.Length, 1, 20_000);
        }
    }

    [Fact]
    public void AnUnknownNameGivesTheNearestKnownOne()
    {
        Assert.Contains("Did you mean 'OneTower'?",
            Assert.Throws<RecipeException>(() => Recipe.Resolve("OneTowr")).Message);
        Assert.Contains("no recipe file",
            Assert.Throws<RecipeException>(() => Recipe.Resolve("./absent.json")).Message);
    }

    [Fact]
    public void AFileMayNameAnArchitectureBesideIt()
    {
        string folder = Directory.CreateTempSubdirectory("recipe").FullName;
        try
        {
            NetworkDefinition own = NetworkArchitecture.Get("HalfWidth").WithClasses(3);
            File.WriteAllText(Path.Combine(folder, "own.json"),
                System.Text.Json.JsonSerializer.Serialize(own, NetworkArchitecture.Json));
            string file = Path.Combine(folder, "recipe.json");
            File.WriteAllText(file,
                "// mine\n"
                    + Recipe.Get("HalfWidth").ToJson()
                        .Replace("\"architecture\": \"HalfWidth\"", "\"architecture\": \"own.json\""));

            Recipe recipe = Recipe.Resolve(file);
            Assert.NotNull(recipe.Architecture.Definition);
            Assert.Equal(own.WithClasses(2).Parameters, recipe.BuildNetwork(2).Parameters);
            Assert.Equal(recipe.ToJson(), Recipe.Parse(recipe.ToJson()).ToJson());

            string definition = File.ReadAllText(Path.Combine(folder, "own.json"));
            File.WriteAllText(Path.Combine(folder, "own.json"),
                definition.Replace("\"filters\": 48", "\"filtres\": 48").Replace("\"MaxPool\"", "\"MaxPol\""));
            string mistake = Assert.Throws<RecipeException>(() => Recipe.Load(file)).Message;
            foreach (string part in new[] { "own.json", "layers[0].filtres", "Did you mean 'filters'?",
                "layers[2].type", "Did you mean 'MaxPool'?" })
            {
                Assert.Contains(part, mistake);
            }

            File.WriteAllText(file,
                Recipe.Get("HalfWidth").ToJson()
                    .Replace("\"architecture\": \"HalfWidth\"", "\"architecture\": \"absent.json\""));
            Assert.Contains("absent.json", Assert.Throws<RecipeException>(() => Recipe.Load(file)).Message);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    /// <summary>A copy that a program changed has not been read from JSON.</summary>
    [Fact]
    public void InfinityIsRefusedInAChangedCopyToo()
    {
        Recipe recipe = Recipe.Get("Paper");
        const double Infinite = double.PositiveInfinity;
        (string Field, Recipe Changed)[] wrong =
        [
            ("optimizer.weightDecay", recipe with { Optimizer = recipe.Optimizer with { WeightDecay = Infinite } }),
            ("optimizer.clipNorm", recipe with { Optimizer = recipe.Optimizer with { ClipNorm = Infinite } }),
            ("optimizer.epsilon", recipe with { Optimizer = recipe.Optimizer with { Epsilon = Infinite } }),
            ("optimizer.averageDecay", recipe with { Optimizer = recipe.Optimizer with { AverageDecay = double.NaN } }),
            ("optimizer.biasWeightDecayFactor",
                recipe with { Optimizer = recipe.Optimizer with { BiasWeightDecayFactor = Infinite } }),
            ("earlyStopping.threshold", recipe with { EarlyStopping = new() { Patience = 2, Threshold = Infinite } }),
            ("schedule.threshold", recipe with { Schedule = new PlateauSchedule { Threshold = Infinite } }),
            ("schedule.startDivisor", recipe with { Schedule = new OneCycleSchedule { StartDivisor = Infinite } }),
            ("schedule.warmUpEpochs", recipe with { Schedule = new CosineSchedule { WarmUpEpochs = Infinite } }),
        ];
        Assert.All(wrong,
            pair => Assert.Contains(pair.Field, Assert.Throws<RecipeException>(pair.Changed.Validate).Message));
    }

    [Theory]
    [InlineData("cosine", "Cosine")]
    [InlineData("OneCycle", "OneCycle")]
    [InlineData("""{ "type": "Step", "every": 30, "warmUpEpochs": 2 }""", "Step")]
    public void AScheduleIsReadByNameOrFromJson(string written, string expected) =>
        Assert.Equal($"{expected}Schedule", ScheduleDefinition.Parse(written).GetType().Name);

    [Theory]
    [InlineData("Cosin", "Did you mean 'Cosine'?")]
    [InlineData("Step", "schedule Step, every: is missing")]
    [InlineData("""{ "type": "Step", "evry": 30 }""", "Did you mean 'every'?")]
    [InlineData("""{ "type": "Step", "every": 0 }""", "every: 0 is below 1")]
    [InlineData("""{ "every": 3 }""", "type: is missing; one of Constant")]
    [InlineData("""{ "type": "Step" """, "not valid JSON")]
    public void AWrongScheduleSaysWhatIsAllowed(string written, string advice) =>
        Assert.Contains(advice, Assert.Throws<RecipeException>(() => ScheduleDefinition.Parse(written)).Message);

    [Theory]
    [InlineData("\"valid\"")]
    [InlineData("1.5")]
    [InlineData("[1, 2, 3]")]
    [InlineData("null")]
    public void AWrongPaddingNamesTheLayer(string padding)
    {
        string json = (Recipe.Get("Paper") with { Architecture = new(NetworkArchitecture.Get("Paper")) }).ToJson();
        string message = Assert.Throws<RecipeException>(
            () => Recipe.Parse(json.Replace("\"padding\": 2", $"\"padding\": {padding}"))).Message;
        Assert.Contains("architecture.layers[4].padding of 'conv2': ", message);
        Assert.Contains("a whole number, [before, after] or \"same\" is needed, not", message);
    }

    [Fact]
    public void AMistakeInAnInlineArchitectureIsNamed()
    {
        string json =
            (Recipe.Get("HalfWidth") with { Architecture = new(NetworkArchitecture.Get("HalfWidth")) }).ToJson();
        var e = Assert.Throws<RecipeException>(() => Recipe.Parse(json.Replace("\"filters\": 48", "\"filtres\": 48")));
        Assert.Contains("architecture.layers[0].filtres", e.Message);
        Assert.Contains("Did you mean 'filters'?", e.Message);
    }
}
