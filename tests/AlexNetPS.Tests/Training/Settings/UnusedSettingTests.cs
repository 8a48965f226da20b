using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Curves;
using AlexNetPS.Training.Runs;
using AlexNetPS.Training.Settings;

namespace AlexNetPS.Tests.Training.Settings;

/// <summary>Settings that change nothing in a run are named once, and are no difference between two runs.</summary>
public sealed class UnusedSettingTests : IDisposable
{
    private const string Train = """{ "type": "RandomCrop", "size": 16 }, { "type": "Scale" }""";

    private const string Evaluation = """{ "type": "CenterCrop", "size": 16 }, { "type": "Scale" }""";

    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-unused").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    /// <summary>Changes of a recipe, the field that has no effect, and a change with which it has one.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { """{ "optimizer": { "momentum": 0.5 } }""", "optimizer.momentum", """{ "optimizer": { "type": "Sgd" } }""" },
        { """{ "optimizer": { "type": "Sgd", "beta1": 0.5 } }""", "optimizer.beta1",
            """{ "optimizer": { "type": "Adam" } }""" },
        { """{ "optimizer": { "type": "SgdPaper", "beta2": 0.5 } }""", "optimizer.beta2",
            """{ "optimizer": { "type": "AdamW" } }""" },
        { """{ "optimizer": { "type": "SgdNesterov", "momentum": 0.5, "epsilon": 0.1 } }""", "optimizer.epsilon",
            """{ "optimizer": { "type": "Adam", "momentum": 0 } }""" },
        { """{ "optimizer": { "biasWeightDecayFactor": 0 } }""", "optimizer.biasWeightDecayFactor",
            """{ "optimizer": { "weightDecay": 0.1 } }""" },
        { """{ "optimizer": { "accumulation": 7 } }""", "optimizer.accumulation", """{ "batchSize": 1 }""" },
        { """{ "optimizer": { "averageDecay": 0.9 } }""", "optimizer.averageDecay", """{ "epochs": 50 }""" },
        { """
          { "optimizer": { "layers": [ { "layers": "conv1", "learningRateFactor": 3 },
            { "layers": "conv*", "learningRateFactor": 0.5 } ] } }
          """, "optimizer.layers[0] ('conv1')",
            """{ "optimizer": { "layers": [ { "layers": "conv1", "learningRateFactor": 3 } ] } }""" },
        { """{ "optimizer": { "layers": [ { "layers": "conv1", "weightDecayFactor": 3 } ] } }""",
            "optimizer.layers[0] ('conv1')", """{ "optimizer": { "weightDecay": 0.1 } }""" },
        { """{ "optimizer": { "layers": [ { "layers": "conv1" } ] } }""", "optimizer.layers[0] ('conv1')",
            """{ "optimizer": { "layers": [ { "layers": "conv1", "learningRateFactor": 2 } ] } }""" },
        { """
          { "optimizer": { "weightDecay": 0.1, "layers":
            [ { "layers": "conv1", "learningRateFactor": 0, "weightDecayFactor": 3 } ] } }
          """, "optimizer.layers[0].weightDecayFactor",
            """{ "optimizer": { "layers": [ { "layers": "*1", "learningRateFactor": 2, "weightDecayFactor": 3 } ] } }""" },
        { """
          { "optimizer": { "weightDecay": 0.1, "layers":
            [ { "layers": "conv1", "learningRateFactor": 3, "weightDecayFactor": 3 },
            { "layers": "*", "learningRateFactor": 2 } ] } }
          """, "optimizer.layers[0].learningRateFactor", """
            { "optimizer": { "layers": [ { "layers": "conv1", "learningRateFactor": 3, "weightDecayFactor": 3 },
            { "layers": "fc*", "learningRateFactor": 2 } ] } }
            """ },
        { """{ "schedule": { "type": "Step", "every": 2 } }""", "schedule", """{ "epochs": 3 }""" },
        { """{ "schedule": { "type": "Step", "every": 8, "unit": "Steps" } }""", "schedule", """{ "epochs": 3 }""" },
        { """{ "schedule": { "type": "Milestones", "milestones": [ 2, 3 ] } }""", "schedule", """{ "epochs": 4 }""" },
        { """{ "schedule": { "type": "Milestones", "milestones": [ 1, 2 ] } }""", "schedule", """{ "epochs": 3 }""" },
        { """{ "schedule": { "type": "Exponential", "factor": 1 } }""", "schedule",
            """{ "schedule": { "factor": 0.9 } }""" },
        { """{ "schedule": { "type": "Cosine" }, "epochs": 1 }""", "schedule", """{ "epochs": 2 }""" },
        { """{ "schedule": { "type": "Plateau", "patience": 0 } }""", "schedule", """{ "epochs": 3 }""" },
        { """{ "schedule": { "type": "Plateau", "patience": 0, "maximumReductions": 0 }, "epochs": 3 }""", "schedule",
            """{ "schedule": { "maximumReductions": 1 } }""" },
        { """{ "schedule": { "warmUpFactor": 0.5 } }""", "schedule.warmUpFactor",
            """{ "schedule": { "warmUpEpochs": 1 } }""" },
        { """{ "schedule": { "warmUpFactor": 1, "warmUpEpochs": 1 } }""", "schedule.warmUpEpochs",
            """{ "schedule": { "warmUpFactor": 0.5 } }""" },
        { """{ "earlyStopping": { "patience": 1 } }""", "earlyStopping", """{ "epochs": 3 }""" },
        { """{ "checkpoints": { "keep": 2 } }""", "checkpoints.keep", """{ "checkpoints": { "every": 1 } }""" },
        { """{ "checkpoints": { "every": 3 } }""", "checkpoints.every", """{ "epochs": 3 }""" },
        { """{ "checkpoints": { "every": 9, "unit": "Steps" } }""", "checkpoints.every", """{ "epochs": 3 }""" },
        { """{ "classWeights": { "across": 1 } }""", "classWeights", """{ "classWeights": { "across": 2 } }""" },
        { """{ "classWeights": { "across": 2, "down": 2, "empty": 2 } }""", "classWeights",
            """{ "classWeights": { "across": 3 } }""" },
        { """{ "classWeights": "Balanced" }""", "classWeights", """{ "classWeights": { "across": 3 } }""" },
        { """{ "batchTransforms": [ { "type": "Mixup", "probability": 0 } ] }""", "batchTransforms",
            """{ "batchTransforms": [ { "type": "Mixup", "probability": 0 }, { "type": "CutMix" } ] }""" },
        { """{ "batchTransforms": [ { "type": "CutMix" } ], "batchSize": 1 }""", "batchTransforms",
            """{ "batchSize": 2 }""" },
        { Transforms("""{ "type": "HorizontalFlip", "probability": 0 }"""), "trainTransforms[2]",
            Transforms("""{ "type": "HorizontalFlip" }""") },
        { Transforms("""{ "type": "RandomErasing", "probability": 0 }"""), "trainTransforms[2]",
            Transforms("""{ "type": "RandomErasing" }""") },
        { Transforms("""{ "type": "ColorJitter" }"""), "trainTransforms[2]",
            Transforms("""{ "type": "ColorJitter", "hue": 0.1 }""") },
        { Transforms("""{ "type": "PcaColorNoise", "standardDeviation": 0 }"""), "trainTransforms[2]",
            Transforms("""{ "type": "PcaColorNoise" }""") },
        { Transforms("""{ "type": "Scale", "factor": 1 }"""), "trainTransforms[2]",
            Transforms("""{ "type": "Scale", "factor": 2 }""") },
        { Transforms("""{ "type": "RandomCrop", "size": 16 }"""), "trainTransforms[2]",
            """{ "trainTransforms": [ { "type": "RandomCrop", "size": 17 }, { "type": "RandomCrop", "size": 16 } ] }""" },
        { Transforms("""{ "type": "ChannelOrder", "order": "Bgr" }, { "type": "ChannelOrder", "order": "Bgr" }"""),
            "trainTransforms[2]", Transforms("""{ "type": "ChannelOrder", "order": "Bgr" }""") },
        { """{ "evaluationTransforms": [ { "type": "Squash", "size": 16 }, { "type": "CenterCrop", "size": 16 } ] }""",
            "evaluationTransforms[1]",
            """{ "evaluationTransforms": [ { "type": "Squash", "size": 18 }, { "type": "CenterCrop", "size": 16 } ] }""" },
        { """
          { "initialization": [ { "layers": "fc3", "bias": { "type": "Constant", "value": 1 } },
            { "layers": "*", "weight": { "type": "KaimingNormal" }, "bias": { "type": "Constant" } } ] }
          """, "initialization[0]", """
          { "initialization": [ { "layers": "*", "weight": { "type": "KaimingNormal" }, "bias": { "type": "Constant" } },
            { "layers": "fc3", "bias": { "type": "Constant", "value": 1 } } ] }
          """ },
        { """
          { "initialization": [ { "layers": "fc*", "weight": { "type": "Gaussian" },
            "bias": { "type": "Constant", "value": 1 } }, { "layers": "fc*", "weight": { "type": "KaimingNormal" } } ] }
          """, "initialization[0].weight",
            """{ "initialization": [ { "layers": "fc*", "weight": { "type": "Gaussian" } } ] }""" },
        { """{ "initialization": [ { "layers": "fc3" } ] }""", "initialization[0]",
            """{ "initialization": [ { "layers": "fc3", "weight": { "type": "Gaussian" } } ] }""" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ASettingWithoutEffectIsNamedAndChangesNoBit(string change, string field, string effective)
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 12, validation: 60);
        Recipe recipe = Changed(change);
        RunFacts facts = RunFacts.Of(Trainer.Prepare(dataset, recipe), dataset, null);
        UnusedSetting setting = Assert.Single(UnusedSettings.Of(facts));
        Assert.Equal(field, setting.Field);
        Assert.StartsWith(field, Assert.Single(UnusedSettings.Warnings(facts, [])), StringComparison.Ordinal);

        Recipe without = UnusedSettings.Effective(facts);
        Assert.NotEqual(facts.Recipe.ToJson(), without.ToJson());
        Assert.Empty(UnusedSettings.Of(facts with { Recipe = without }));
        Assert.Equal(Weights(dataset, recipe, "with"), Weights(dataset, without, "without"));

        // Training records everything that the comparison needs, but the number of images of each class.
        if (recipe.ClassWeights is not { Explicit: null })
            Assert.Empty(RunComparison.Of([Open("with"), Open("without")])[0].Values.Keys.Except(["LimitBatches"]));
        Recipe other = Changed(change, effective);
        Assert.Empty(UnusedSettings.Of(RunFacts.Of(Trainer.Prepare(dataset, other), dataset, null)));
    }

    [Fact]
    public void NoRecipeOfTheModuleHasOne()
    {
        foreach (string name in Recipe.Names)
        {
            Recipe recipe = Recipe.Get(name);
            // The training sets that they are for: Oxford's flowers, Fashion-MNIST, CIFAR-10, a small folder,
            // ImageNet.
            (int classes, int train) = name switch
            {
                "Oxford17" => (17, 1224),
                "D2L" or "Mnist28" => (10, 60_000),
                "CaffeFull" or "FigureOne" => (10, 50_000),
                _ when name.StartsWith("Cifar", StringComparison.Ordinal) => (10, 50_000),
                "HalfWidth" => (5, 3306),
                _ => (1000, 1_281_167),
            };
            var facts = new RunFacts
            {
                Recipe = recipe,
                Network = recipe.BuildNetwork(classes),
                Train = train,
                Validation = 1000,
            };
            Assert.Empty(UnusedSettings.Of(facts));
        }
    }

    [Fact]
    public void AWarmUpLongerThanTheRunIsNamedAndStaysADifference()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 12, validation: 60);
        Recipe recipe = Changed("""{ "schedule": { "warmUpEpochs": 3 } }""");
        RunFacts facts = RunFacts.Of(recipe, dataset, null);
        Assert.Equal("-WarmUpEpochs 3 is longer than the run: the learning rate never reaches its value in 2 epochs of "
            + "3 steps. Train longer (-Epochs), or use a shorter warm-up (-WarmUpEpochs).",
            Assert.Single(UnusedSettings.Warnings(facts, ["WarmUpEpochs"])));
        Assert.Equal(recipe.ToJson(), UnusedSettings.Effective(facts).ToJson());
        Assert.Empty(UnusedSettings.Of(facts with { Recipe = Changed("""{ "schedule": { "warmUpEpochs": 2 } }""") }));
    }

    [Fact]
    public void WhatTheCallerGaveIsNamedByItsParameter()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 12, validation: 60);
        RunFacts facts = RunFacts.Of(Changed("""
            { "optimizer": { "momentum": 0.5, "layers": [ { "layers": "conv1", "learningRateFactor": 3 },
            { "layers": "conv1", "learningRateFactor": 0 } ] } }
            """), dataset, null);
        string[] warnings = [.. UnusedSettings.Warnings(facts, [])];
        Assert.Equal(2, warnings.Length);
        Assert.StartsWith("optimizer.momentum 0.5 of recipe 'Tiny' has no effect: Adam has no momentum.", warnings[0]);
        Assert.StartsWith("optimizer.layers[0] ('conv1') of recipe 'Tiny' has no effect: later rules", warnings[1]);
        warnings = [.. UnusedSettings.Warnings(facts, ["Momentum", "LearningRateFactor conv1", "Freeze conv1"])];
        Assert.StartsWith("-Momentum 0.5 has no effect: Adam has no momentum.", warnings[0]);
        Assert.StartsWith("-LearningRateFactor conv1 has no effect: later rules", warnings[1]);

        // Another optimizer is chosen: the recipe's momentum is not meant for it. In a resumed run the recipe is known.
        Assert.StartsWith("optimizer.layers[0]", Assert.Single(UnusedSettings.Warnings(facts, ["Optimizer"])));
        Assert.StartsWith("-Momentum", Assert.Single(UnusedSettings.Warnings(facts, ["Momentum"], onlyGiven: true)));
    }

    [Fact]
    public void ADryRunIsShorterThanItsSettings()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 12, validation: 60);
        Recipe recipe = Changed("""{ "optimizer": { "accumulation": 3 }, "checkpoints": { "every": 9 } }""");
        Assert.Single(UnusedSettings.Warnings(RunFacts.Of(recipe, dataset, null), []));
        Assert.Empty(UnusedSettings.Warnings(RunFacts.Of(recipe, dataset, 1), []));

        // A limit that leaves out no image, not even one of validation.
        Assert.StartsWith("-LimitBatches 15 has no effect: an epoch has 3 batches",
            Assert.Single(UnusedSettings.Warnings(RunFacts.Of(Changed("{}"), dataset, 15), ["LimitBatches"])));
        Assert.Empty(UnusedSettings.Of(RunFacts.Of(Changed("{}"), dataset, 14)));
    }

    [Fact]
    public void GrayImagesHaveNoSaturationAndNoOrderOfChannels()
    {
        RunFacts facts = RunFacts.Of(Changed("{}"), DrawnImages.Dataset(), null);
        Recipe recipe = Changed(Transforms("""
            { "type": "ColorJitter", "saturation": 0.5, "hue": 0.1 }, { "type": "ChannelOrder", "order": "Bgr" },
            { "type": "ColorJitter", "saturation": 0.5, "contrast": 0.1 }
            """));
        Assert.Empty(UnusedSettings.Of(facts with { Recipe = recipe }));
        Assert.Equal(["trainTransforms[2]", "trainTransforms[3]"], UnusedSettings.Of(facts with
        {
            Recipe = recipe,
            Network = Recipe.Get("D2L").BuildNetwork(3),
        }).Select(setting => setting.Field));
    }

    [Fact]
    public void ARandomCropOfSquaresOfItsSizeIsNotRandom()
    {
        RunFacts facts = RunFacts.Of(Changed("{}"), DrawnImages.Dataset(), null);
        Assert.Empty(UnusedSettings.Of(facts with { Recipe = facts.Recipe with { Crop = ImageCrop.Center } }));
        UnusedSetting setting = Assert.Single(UnusedSettings.Of(facts with
        {
            Recipe = facts.Recipe with { Crop = ImageCrop.Center, ImageSize = 16 },
        }));
        Assert.Equal("trainTransforms[0]", setting.Field);
        Assert.Contains("-ImageSize", setting.Reason);
    }

    private static string Transforms(string last) => $$"""{ "trainTransforms": [ {{Train}}, {{last}} ] }""";

    // Two epochs of three batches of four images.
    private static Recipe Changed(params string[] changes)
    {
        JsonNode recipe = JsonNode.Parse(TinyRecipe.Create("""{ "type": "Adam", "learningRate": 0.003 }""", epochs: 2,
            batchSize: 4, trainTransforms: Train, evaluationTransforms: Evaluation).ToJson())!;
        foreach (string change in changes)
            Merge(recipe.AsObject(), JsonNode.Parse(change)!.AsObject());
        return Recipe.Parse(recipe.ToJsonString());
    }

    private static void Merge(JsonObject target, JsonObject change)
    {
        foreach ((string name, JsonNode? value) in change)
        {
            if (value is JsonObject members && target[name] is JsonObject known && name != "classWeights"
                && !(name == "schedule" && members.ContainsKey("type")))
            {
                Merge(known, members);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }

    private Dictionary<string, int[]> Weights(ImageNetDataset dataset, Recipe recipe, string name)
    {
        TrainingRun run = Trainer.Train(dataset, new()
        {
            Recipe = recipe,
            Seed = 1,
            RunPath = Path.Combine(_root, name),
            TensorBoard = TensorBoardDetail.None,
        });
        return run.LoadModel().Definition.ParameterTensors.ToDictionary(tensor => tensor.Name, tensor =>
            run.LoadModel().Parameter(tensor.Name).ToArray().Select(BitConverter.SingleToInt32Bits).ToArray());
    }

    private TrainingRun Open(string name) => TrainingRun.Open(Path.Combine(_root, name));
}
