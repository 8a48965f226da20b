using AlexNetPS.Datasets;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Training;

/// <summary>What a recipe can ask for beside optimizer and schedule.</summary>
public sealed class TrainingFeatureTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-features").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void SmoothedAndWeightedTargetsGivePyTorchsLoss()
    {
        int[] labels = [0, 2, 1, 2];
        float[] oneHot = new float[12], logits = Golden.Values(12, 3);
        for (int n = 0; n < 4; n++)
            oneHot[n * 3 + labels[n]] = 1;
        float[] targets = [.. oneHot];
        new TargetRows(3, 0.1, [0.5, 1, 3]).Adjust(targets);
        double loss = 0;
        for (int n = 0; n < 4; n++)
        {
            double sum = Enumerable.Range(0, 3).Sum(c => Math.Exp(logits[n * 3 + c]));
            for (int c = 0; c < 3; c++)
                loss -= targets[n * 3 + c] * (logits[n * 3 + c] - Math.Log(sum)) / 4;
        }

        // torch.nn.functional.cross_entropy(logits, labels, weight, label_smoothing=0.1);
        // tests/peers/optimizer_goldens.py
        Assert.Equal(PyTorchLoss, loss, 1e-6);

        targets = [.. oneHot];
        new TargetRows(3, 0, null).Adjust(targets);
        Assert.Equal(oneHot, targets);
    }

    private const double PyTorchLoss = 1.14258695;

    [Fact]
    public void BalancedWeightsAreThoseOfScikitLearn()
    {
        Assert.Equal([2.0, 1, 2.0 / 3],
            TrainingTargets.ClassFactors(ClassWeights.Balanced, ["a", "b", "c"], [1, 2, 3]));
        Assert.Equal([1, 4.0],
            TrainingTargets.ClassFactors(new(new Dictionary<string, double> { ["b"] = 4 }), ["a", "b"], [5, 5]));
        var e = Assert.Throws<TrainingException>(() => TrainingTargets.ClassFactors(
            new(new Dictionary<string, double> { ["rose"] = 4 }), ["roses", "tulips"], [5, 5]));
        Assert.Contains("Did you mean 'roses'?", e.Message);
    }

    [Fact]
    public void BalancedSamplingShowsEveryClassEquallyOften()
    {
        ImageSample[] samples =
            [.. Enumerable.Range(0, 90).Select(i => new ImageSample(i, "", i < 80 ? 0 : i < 88 ? 1 : 2, ""))];
        var dataset =
            new ImageNetDataset(new() { Name = "skewed", SourcePath = "/" }, ["a", "b", "c"], samples, [], [],
                new DrawnImages(1));
        ImageSample[] order = EpochOrder.Of(dataset.Train, Sampling.Balanced, 3, 1);
        Assert.Equal([30, 30, 30],
            order.GroupBy(sample => sample.LabelIndex).OrderBy(group => group.Key).Select(group => group.Count()));
        Assert.Equal(30, order.Where(sample => sample.LabelIndex == 0).Distinct().Count());
        Assert.Equal(2, order.Where(sample => sample.LabelIndex == 2).Distinct().Count());
        Assert.Equal(order, EpochOrder.Of(dataset.Train, Sampling.Balanced, 3, 1));
        Assert.NotEqual(order, EpochOrder.Of(dataset.Train, Sampling.Balanced, 3, 2));
        Assert.Equal(90, EpochOrder.Of(dataset.Train, Sampling.Shuffled, 3, 1).Distinct().Count());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void WithEverythingSwitchedOnAStoppedRunGoesOnToTheSameBits(int stopAfterSteps)
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = TinyRecipe.Create("""
            { "type": "AdamW", "learningRate": 0.003, "weightDecay": 0.01, "clipNorm": 0.5, "accumulation": 2, "averageDecay": 0.9,
              "layers": [ { "layers": "conv1", "learningRateFactor": 0.5 } ] }
            """, """{ "type": "Cosine", "warmUpEpochs": 1 }""", epochs: 3, batchSize: 8) with
        {
            Sampling = Sampling.Balanced,
            LabelSmoothing = 0.1,
            ClassWeights = ClassWeights.Balanced,
            Checkpoints = new() { Every = 4, Unit = ScheduleUnit.Steps, Keep = 2, KeepState = true },
        };
        TrainingRun whole = Trainer.Train(dataset, Options("whole", recipe));

        // Twelve batches are six updates an epoch: within the first, at its end before validation, within the second.
        using var cancellation = new CancellationTokenSource();
        TrainingRun stopped = Trainer.Train(dataset, Options("parts", recipe),
            new StopAfter(stopAfterSteps, cancellation), cancellation.Token);
        Assert.Equal(RunStatus.Stopped, stopped.Status);
        TrainingRun resumed = Trainer.Train(dataset, Options("parts", recipe) with { Resume = true, Threads = 1 });
        string[] files =
            [.. Directory.GetFiles(whole.Path, "*.safetensors").Select(file => Path.GetFileNameWithoutExtension(file))];
        Assert.Subset(files.ToHashSet(), new HashSet<string> { "last", "step-00000012", "step-00000016" });
        foreach (string file in files)
            Assert.Equal(RunBits.Of(whole, file), RunBits.Of(resumed, file));
        Assert.Equal(whole.Epochs.Select(Numbers), resumed.Epochs.Select(Numbers));
        Assert.False(File.Exists(Path.Combine(whole.Path, "step-00000008.safetensors")));
    }

    [Fact]
    public void TheAveragedWeightsAreJudgedAndKept()
    {
        Recipe recipe =
            TinyRecipe.Create("""{ "type": "Adam", "learningRate": 0.003, "averageDecay": 0.95 }""", epochs: 6);
        TrainingRun run = Trainer.Train(DrawnImages.Dataset(), Options("average", recipe with { Epochs = 1 })),
            judged = Trainer.Train(DrawnImages.Dataset(),
                Options("judged", recipe with { Epochs = 1, Checkpoints = new() }));
        Dictionary<string, int[]> last = RunBits.Of(run, "last"), best = RunBits.Of(judged, "best");
        Assert.Equal(last["fc3.weight.average"], best["fc3.weight"]);
        Assert.NotEqual(last["fc3.weight"], best["fc3.weight"]);

        // A checkpoint is read as the model that was judged; training goes on with both.
        Assert.Equal(best["fc3.weight"],
            AlexNetModel.Load(Path.Combine(run.Path, "last.safetensors")).Parameter("fc3.weight").ToArray()
                .Select(BitConverter.SingleToInt32Bits));
        run = Trainer.Train(DrawnImages.Dataset(), Options("average", recipe) with { Resume = true });
        Assert.True(run.BestEpoch!.ValidationTop1 >= 0.9, $"{run.BestEpoch}");
    }

    [Fact]
    public void EarlyStoppingEndsARunThatGetsNoBetter()
    {
        Recipe recipe = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 1e-12 }""", epochs: 50) with
        {
            EarlyStopping = new() { Patience = 2 },
        };
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32, validation: 12);
        TrainingRun run = Trainer.Train(dataset, Options("early", recipe));
        Assert.Equal((RunStatus.Completed, 3), (run.Status, run.Epochs.Count));
        Assert.Contains("has not improved for 2 epochs since epoch 1", run.StopReason);
        TrainingRun again = Trainer.Train(dataset, Options("early", recipe) with { Resume = true });
        Assert.Equal(run.Epochs, again.Epochs);
    }

    [Fact]
    public void NumberedCheckpointsAreKeptAsPlanned()
    {
        Recipe recipe = TinyRecipe.Create(epochs: 7) with { Checkpoints = new() { Every = 2, Keep = 2 } };
        TrainingRun run = Trainer.Train(DrawnImages.Dataset(train: 32, validation: 6), Options("series", recipe));
        Assert.Equal(["epoch-0004.safetensors", "epoch-0006.safetensors"],
            Directory.GetFiles(run.Path, "epoch-*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(6, AlexNetModel.Load(Path.Combine(run.Path, "epoch-0006.safetensors")).Training!.Epochs);
    }

    [Fact]
    public void AModelIsTheStartOfAnotherWithANewHeadAndFrozenLayers()
    {
        Recipe recipe = TinyRecipe.Create(epochs: 4);
        AlexNetModel model = Trainer.Train(DrawnImages.Dataset(), Options("first", recipe)).LoadModel();

        // Other classes: a new head. The convolution stays as it was.
        ImageNetDataset four = DrawnImages.Dataset(train: 48, classes: 4);
        TrainingRun transferred = Trainer.Train(four,
            Options("second", (recipe with { Epochs = 1 }).WithFrozen(["conv*"])) with { InitialModel = model });
        AlexNetModel after = transferred.LoadModel();
        Assert.Equal(model.Parameter("conv1.weight").ToArray(), after.Parameter("conv1.weight").ToArray());
        Assert.NotEqual(model.Parameter("fc2.weight").ToArray(), after.Parameter("fc2.weight").ToArray());
        Assert.Equal(4, after.Definition.Classes);
        Assert.Equal(model.Path, transferred.InitialModel);

        // The same classes: the head goes on, so the first epoch is already good.
        TrainingRun same = Trainer.Train(DrawnImages.Dataset(),
            Options("third", recipe with { Epochs = 1 }) with { InitialModel = model });
        Assert.True(same.Epochs[0].TrainLoss < 0.7, $"{same.Epochs[0]}");

        string json = recipe.ToJson().Replace("\"filters\": 8", "\"filters\": 10");
        var e = Assert.Throws<TrainingException>(
            () => Trainer.Train(four, Options("fourth", Recipe.Parse(json)) with { InitialModel = model }));
        Assert.Contains("conv1.weight: [8, 3, 5, 5] in the model, [10, 3, 5, 5] in the network", e.Message);
        Assert.False(Directory.Exists(Path.Combine(_root, "fourth")));
    }

    [Theory]
    [InlineData("""{ "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] }""", null)]
    [InlineData("""{ "type": "Normalize", "mean": [0.48, 0.5, 0.51], "standardDeviation": [0.52] }""", null)]
    [InlineData("""{ "type": "Scale" }""", "from 0 to 1.")]
    [InlineData("""{ "type": "MeanSubtract" }""", "from -102 to 204.")]
    [InlineData("""{ "type": "Normalize", "mean": [0.485], "standardDeviation": [0.229] }""", "from -2.12 to 2.25.")]
    [InlineData("""{ "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] }, """
        + """{ "type": "ChannelOrder", "order": "Bgr" }""", "from -1 to 1, blue first.")]
    public void ValuesThatTheInitialModelDoesNotKnowAreToldOf(string normalization, string? told)
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32, validation: 6);
        AlexNetModel model = Trainer.Train(dataset, Options("model", TinyRecipe.Create(epochs: 1))).LoadModel();
        string crop = "{ \"type\": \"CenterCrop\", \"size\": 16 }, ";
        Recipe recipe = TinyRecipe.Create(epochs: 1, trainTransforms: crop + normalization,
            evaluationTransforms: crop + normalization);
        var observer = new StopAfter(1000, new());
        Trainer.Train(dataset, Options("other", recipe) with { InitialModel = model }, observer);
        string? warning =
            observer.Warnings.SingleOrDefault(text => text.Contains("was trained on values", StringComparison.Ordinal));
        if (told is null)
        {
            Assert.Null(warning);
            return;
        }

        Assert.Contains(
            "was trained on values from -1 to 1, but recipe 'Tiny' produces values " + told, warning);
        Assert.Contains("""{"type":"Normalize","mean":[0.5],"standardDeviation":[0.5]}""", warning);
    }

    [Fact]
    public void AMeanImageIsWrittenOnceAndServesBothLists()
    {
        string transforms =
            """{ "type": "Squash", "size": 18 }, { "type": "MeanImageSubtract" }, { "type": "CenterCrop", "size": 16 }""";
        Recipe recipe = TinyRecipe.Create(epochs: 1, trainTransforms: transforms, evaluationTransforms: transforms);
        Recipe resolved =
            Trainer.Train(DrawnImages.Dataset(train: 32, validation: 6), Options("run", recipe)).LoadModel().Recipe;
        Assert.Null(resolved.TrainTransforms.OfType<MeanImageSubtract>().Single().Mean);
        Assert.NotNull(resolved.EvaluationTransforms.OfType<MeanImageSubtract>().Single().Mean);
        NetworkDefinition network = resolved.BuildNetwork(3);
        Assert.Equal(resolved.CreateEvaluationTransforms(network).Levels(),
            resolved.CreateTrainTransforms(network).Levels());
        Assert.Equal((-102, 153), resolved.CreateTrainTransforms(network).Levels()[0]);

        // As earlier versions wrote it, with a copy in each list.
        Recipe twice = resolved with
        {
            TrainTransforms = [.. resolved.TrainTransforms.Select(
                transform => transform is MeanImageSubtract ? resolved.EvaluationTransforms[1] : transform)]
        };
        Recipe read = Recipe.Parse(twice.ToJson()).WithStatistics(null);
        Assert.Equal(twice.ToJson(), read.ToJson());
        Assert.Equal((-102, 153), read.CreateTrainTransforms(network).Levels()[0]);
    }

    [Theory]
    [InlineData("clipNorm", "-1", "optimizer.clipNorm", "not above 0")]
    [InlineData("accumulation", "0", "optimizer.accumulation", "below 1")]
    [InlineData("averageDecay", "1", "optimizer.averageDecay", "between 0 and 1")]
    [InlineData("clipNrm", "1", "optimizer.clipNrm", "Did you mean 'clipNorm'?")]
    [InlineData("layers", """[ { "layers": "conf1", "learningRateFactor": 0 } ]""", "optimizer.layers[0].layers",
        "Did you mean 'conv1'?")]
    [InlineData("layers", """[ { "layers": "conv1..conv9" } ]""", "optimizer.layers[0].layers",
        "matches none of conv1, fc2, fc3")]
    [InlineData("layers", """[ { "layers": "*", "learningRateFactor": 0 } ]""", "optimizer.layers",
        "every layer is frozen")]
    [InlineData("layers", """[ { "layers": "conv1", "weightDecayFactor": -1 } ]""",
        "optimizer.layers[0].weightDecayFactor", "below 0")]
    [InlineData("layers", """[ { "layers": "conv1", "learningRateFactr": 0 } ]""",
        "optimizer.layers[0].learningRateFactr", "Did you mean 'learningRateFactor'?")]
    public void MistakesInTheOptimizerAreNamed(string field, string value, string place, string advice) =>
        AssertProblem(() => TinyRecipe.Create(
            $$"""{ "type": "Adam", "learningRate": 0.003, "{{field}}": {{value}} }"""), place, advice);

    [Theory]
    [InlineData("\"labelSmoothing\": 1", "labelSmoothing", "not from 0 up to but not 1")]
    [InlineData("\"sampling\": \"Balansed\"", "sampling", "Did you mean 'Balanced'?")]
    [InlineData("\"classWeights\": \"balance\"", "classWeights", "\"Balanced\", or an object")]
    [InlineData("\"classWeights\": { \"a\": 0 }", "classWeights", "weight of 'a' is not a finite number above 0")]
    [InlineData("\"earlyStopping\": { \"patience\": 0 }", "earlyStopping.patience", "below 1")]
    [InlineData("\"earlyStopping\": { }", "earlyStopping.patience", "is missing")]
    [InlineData("\"checkpoints\": { \"every\": -1 }", "checkpoints.every", "below 0")]
    [InlineData("\"curves\": { \"every\": -1 }", "curves.every", "below 0")]
    [InlineData("\"curves\": { \"weightEvery\": 1 }", "curves.weightEvery", "Did you mean 'weightsEvery'?")]
    [InlineData("\"checkpoints\": { \"unit\": \"Batches\" }", "checkpoints.unit", "Epochs, Steps")]
    public void MistakesInTheOtherFieldsAreNamed(string text, string place, string advice)
    {
        string json = TinyRecipe.Create().ToJson();
        string[] written = System.Text.RegularExpressions.Regex.Replace(json,
            "\\s*\"(sampling|labelSmoothing)\": [^,]*,|\\s*\"(checkpoints|curves)\": \\{[^}]*\\},", "").Split('{', 2);
        AssertProblem(() => Recipe.Parse($"{written[0]}{{ {text}, {written[1]}"), place, advice);
    }

    [Fact]
    public void AllFieldsSurviveARoundTrip()
    {
        Recipe recipe =
            TinyRecipe.Create("""
                {
                  "type": "SgdNesterov", "learningRate": 0.1, "momentum": 0.9, "clipNorm": 2, "accumulation": 3,
                  "averageDecay": 0.99, "layers": [ { "layers": "fc*", "learningRateFactor": 2 } ]
                }
                """) with
            {
                ClassWeights = new(new Dictionary<string, double> { ["down"] = 2 }),
                EarlyStopping = new() { Patience = 3 },
                Checkpoints = new() { Every = 1, Keep = 2 },
                Curves = new() { Every = 10, WeightsEvery = 100 },
                Sampling = Sampling.Balanced,
                LabelSmoothing = 0.1,
            };
        Assert.Equal(recipe.ToJson(), Recipe.Parse(recipe.ToJson()).ToJson());
        Assert.Equal(2, Recipe.Parse(recipe.ToJson()).ClassWeights!.Explicit!["down"]);
    }

    [Theory]
    [InlineData("conv1..conv3", "conv1 conv2 conv3")]
    [InlineData("conv5..fc7", "conv5 fc6 fc7")]
    [InlineData("CONV?", "conv1 conv2 conv3 conv4 conv5")]
    [InlineData("fc8", "fc8")]
    [InlineData("conv3..conv1", "")]
    public void LayersAreNamedByWildcardsAndRanges(string pattern, string expected)
    {
        NetworkDefinition paper = NetworkArchitecture.Get("Paper");
        Assert.Equal(expected,
            string.Join(' ',
                paper.ResolvedLayers.Where(layer => layer.HasParameters
                    && LayerPattern.Matches(pattern, paper, layer.Name)).Select(layer => layer.Name)));
    }

    private static void AssertProblem(Func<Recipe> parse, string place, string advice)
    {
        var e = Assert.Throws<RecipeException>(parse);
        Assert.Contains(place, e.Message);
        Assert.Contains(advice, e.Message);
    }

    private static (int, double, double, double?, double?, double, double?) Numbers(EpochResult e) =>
        (e.Epoch, e.TrainLoss, e.TrainTop1, e.ValidationLoss, e.ValidationTop1, e.LearningRate, e.DeadUnits);

    private TrainingOptions Options(string folder, Recipe recipe) =>
        new() { Recipe = recipe, RunPath = Path.Combine(_root, folder), Seed = 1, Threads = 1 };

    private sealed class StopAfter(int steps, CancellationTokenSource cancellation) : ITrainingObserver
    {
        private int _seen;

        public List<string> Warnings { get; } = [];

        public void OnStep(TrainingProgress progress)
        {
            if (++_seen == steps)
                cancellation.Cancel();
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message) => Warnings.Add(message);
    }
}
