using System.Text.Json;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-run").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void ATinyNetworkLearnsDrawnImagesAndLeavesACompleteFolder()
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        var observer = new Recorder();
        TrainingRun run = Trainer.Train(dataset, Options("run", TinyRecipe.Create() with { Checkpoints = new() }),
            observer);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(8, run.Epochs.Count);
        Assert.True(run.BestEpoch!.ValidationTop1 >= 0.95, $"{run.BestEpoch}");
        // Always 1 with three classes.
        Assert.Null(run.BestEpoch.ValidationTop5);
        Assert.True(run.Epochs[^1].TrainLoss < run.Epochs[0].TrainLoss);
        Assert.Single(run.Epochs, epoch => epoch.IsBest);
        Assert.Equal(DrawnImages.ClassNames, run.Classes);
        Assert.Equal(8 * 6, observer.Steps.Count);
        Assert.Equal(run.Epochs.Select(e => e with { IsBest = false }),
            observer.Epochs.Select(e => e with { IsBest = false }));
        Assert.Contains("30 validation images: each is 3.3 points", Assert.Single(observer.Warnings));

        Assert.Equal(["best.safetensors", "class_indices.json", "metrics.csv", "run.json"],
            Directory.GetFileSystemEntries(run.Path).Select(Path.GetFileName)
                .Where(name => !name!.StartsWith("events.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        string[] metrics = File.ReadAllLines(Path.Combine(run.Path, "metrics.csv"));
        Assert.Equal(9, metrics.Length);
        Assert.StartsWith("Epoch,TrainLoss,TrainTop1,ValidationLoss,ValidationTop1", metrics[0]);
        using var indices = JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Path, "class_indices.json")));
        Assert.Equal("down", indices.RootElement.GetProperty("1").GetString());
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Path, "run.json")));
        foreach (string field in new[] { "recipe", "seed", "environment", "dataset", "status", "epochs" })
            Assert.True(json.RootElement.TryGetProperty(field, out _), field);

        // What the color noise took from the dataset is written out.
        Assert.Contains("\"eigenvalues\"", run.Recipe.ToJson());
        Assert.Equal(DrawnImages.ClassNames, run.LoadModel().Classes);
        Assert.Equal(run.BestEpoch.ValidationTop1, run.LoadModel().Training!.ValidationTop1);
        Assert.Equal(run.BestEpoch.Epoch, run.LoadModel().Training!.Epochs);

        TrainingRun opened = TrainingRun.Open(run.Path);
        Assert.Equal(run.Epochs, opened.Epochs);
        Assert.Equal(run.Recipe.ToJson(), opened.Recipe.ToJson());
        Assert.Equal((run.Status, run.Seed, run.Name, run.Elapsed),
            (opened.Status, opened.Seed, opened.Name, opened.Elapsed));
    }

    [Theory]
    [InlineData("""{ "type": "Adam", "learningRate": 0.003 }""", 3)]
    [InlineData("""{ "type": "SgdPaper", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.0005 }""", 6)]
    [InlineData("""{ "type": "Sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.0005 }""", 8)]
    public void AStoppedRunGoesOnToTheSameBits(string optimizer, int stopAfterSteps)
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = TinyRecipe.Create(optimizer, """{ "type": "Plateau", "patience": 0 }""", epochs: 3);
        TrainingRun whole = Trainer.Train(dataset, Options("whole", recipe));

        // Six steps an epoch: within the first, at its end before validation, within the second.
        using var cancellation = new CancellationTokenSource();
        TrainingRun stopped = Trainer.Train(dataset, Options("parts", recipe),
            new Recorder { StopAfter = stopAfterSteps, Cancellation = cancellation }, cancellation.Token);
        Assert.Equal(RunStatus.Stopped, stopped.Status);
        Assert.Equal(stopAfterSteps / 7, stopped.Epochs.Count);
        TrainingRun resumed = Trainer.Train(dataset, Options("parts", recipe) with { Resume = true, Threads = 1 });

        RunBits.AssertSame(whole, resumed);
        Assert.Equal(RunStatus.Completed, resumed.Status);
        Assert.Equal(whole.Epochs.Select(Numbers), resumed.Epochs.Select(Numbers));
    }

    [Fact]
    public void AMixedRunLearnsCountsAndGoesOnToTheSameBits()
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        Recipe recipe = TinyRecipe.Create(epochs: 10, trainTransforms: """
            { "type": "Squash", "size": 18 },
            { "type": "MeanImageSubtract" },
            { "type": "RandomCrop", "size": 16 },
            { "type": "ColorJitter", "brightness": 0.2, "contrast": 0.2 },
            { "type": "Scale", "factor": 0.0078125 },
            { "type": "RandomErasing", "probability": 0.2 }
            """, evaluationTransforms: """
            { "type": "Squash", "size": 18 },
            { "type": "MeanImageSubtract" },
            { "type": "CenterCrop", "size": 16 },
            { "type": "Scale", "factor": 0.0078125 }
            """) with { BatchTransforms = [new Mixup { Alpha = 0.2 }, new CutMix { Probability = 0.5 }] };
        TrainingRun whole = Trainer.Train(dataset, Options("whole", recipe));
        Assert.True(whole.BestEpoch!.ValidationTop1 >= 0.9, $"{whole.BestEpoch}");
        Assert.All(whole.Epochs, epoch => Assert.InRange(epoch.TrainTop1, 0.2, 1));
        Assert.True(whole.Epochs[^1].TrainTop1 > 0.6, $"{whole.Epochs[^1]}");

        // The mean is in the model.
        Assert.NotNull(whole.LoadModel().Recipe.EvaluationTransforms.OfType<MeanImageSubtract>().Single().Mean);
        using var cancellation = new CancellationTokenSource();
        Trainer.Train(dataset, Options("parts", recipe), new Recorder { StopAfter = 8, Cancellation = cancellation },
            cancellation.Token);
        RunBits.AssertSame(whole, Trainer.Train(dataset, Options("parts", recipe) with { Resume = true, Threads = 1 }));
    }

    [Fact]
    public void ThreadsDoNotChangeABit()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 90);
        Recipe recipe = TinyRecipe.Create(epochs: 2);
        TrainingRun one = Trainer.Train(dataset, Options("one", recipe) with { Threads = 1 }), two =
            Trainer.Train(dataset, Options("two", recipe) with { Threads = 2 });
        RunBits.AssertSame(one, two);
        Assert.NotEqual(RunBits.Of(one, "last"),
            RunBits.Of(Trainer.Train(dataset, Options("other", recipe) with { Seed = 2 }), "last"));
    }

    [Fact]
    public void AFinishedRunIsExtendedByMoreEpochs()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 48);
        Recipe recipe = TinyRecipe.Create(epochs: 3);
        TrainingRun whole = Trainer.Train(dataset, Options("whole", recipe));
        Trainer.Train(dataset, Options("parts", recipe with { Epochs = 2 }));
        TrainingRun extended = Trainer.Train(dataset, Options("parts", recipe) with { Resume = true });
        RunBits.AssertSame(whole, extended);
        Assert.Equal(3, TrainingRun.Open(extended.Path).Recipe.Epochs);

        // Nothing is left to do: nothing changes.
        TrainingRun again = Trainer.Train(dataset, Options("parts", recipe) with { Resume = true });
        Assert.Equal(extended.Epochs, again.Epochs);
    }

    [Fact]
    public void ResumeInAnEmptyFolderBegins()
    {
        TrainingRun run = Trainer.Train(DrawnImages.Dataset(train: 32),
            Options("new", TinyRecipe.Create(epochs: 1)) with { Resume = true });
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    public void ResumeSaysWhatDiffers()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        Recipe recipe = TinyRecipe.Create(epochs: 1);
        Trainer.Train(dataset, Options("run", recipe));

        string Refusal(ImageNetDataset other, TrainingOptions options) =>
            Assert.Throws<TrainingException>(() => Trainer.Train(other, options with { Resume = true })).Message;
        TrainingOptions same = Options("run", recipe);
        Assert.Contains("seed: 1 in the run, 5 now", Refusal(dataset, same with { Seed = 5 }));
        Assert.Contains("recipe.optimizer.learningRate: 0.003 in the run, 0.1 now",
            Refusal(dataset,
                same with { Recipe = recipe with { Optimizer = recipe.Optimizer with { LearningRate = 0.1 } } }));
        Assert.Contains("32 training", Refusal(DrawnImages.Dataset(train: 40), same));
        Assert.Contains("classes: 3 in the run", Refusal(DrawnImages.Dataset(train: 32, classes: 4), same));
        Assert.Contains("limitBatches", Refusal(dataset, same with { LimitBatches = 1 }));
    }

    [Fact]
    public void ADryRunEndsEarly()
    {
        TrainingRun run = Trainer.Train(DrawnImages.Dataset(),
            Options("dry", TinyRecipe.Create(epochs: 1)) with { LimitBatches = 2 }, new Recorder());
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Single(run.Epochs);
    }

    [Fact]
    public void WithoutAValidationSplitTheLastEpochIsTheBest()
    {
        TrainingRun run = Trainer.Train(DrawnImages.Dataset(train: 48, validation: 0),
            Options("run", TinyRecipe.Create(epochs: 3)));
        Assert.Equal(3, run.BestEpoch!.Epoch);
        Assert.Null(run.BestEpoch.ValidationTop1);
    }

    [Fact]
    public void TenCropsAreAveraged()
    {
        Recipe recipe = TinyRecipe.Create(epochs: 6, batchSize: 8, evaluationTransforms: """
            { "type": "TenCrop", "size": 16 }, { "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] }
            """);
        TrainingRun run = Trainer.Train(DrawnImages.Dataset(), Options("ten", recipe));
        Assert.True(run.BestEpoch!.ValidationTop1 >= 0.9, $"{run.BestEpoch}");
    }

    [Fact]
    public void ImpossibleRequestsAreRefusedClearly()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        Recipe recipe = TinyRecipe.Create();
        string Refusal(ImageNetDataset data, TrainingOptions options) =>
            Assert.Throws<TrainingException>(() => Trainer.Train(data, options)).Message;

        Assert.Contains("batch size 64 is larger than the training set of 32",
            Refusal(dataset, Options("a", recipe with { BatchSize = 64 })));
        Assert.Contains("no training images", Refusal(DrawnImages.Dataset(train: 0), Options("b")));
        Assert.Contains("at least two", Refusal(DrawnImages.Dataset(train: 32, classes: 1), Options("c")));
        Assert.Contains("no statistics", Refusal(DrawnImages.Dataset(train: 32, statistics: false), Options("d")));
        Assert.Throws<RecipeException>(() => Trainer.Train(dataset, Options("e", recipe with { Epochs = 0 })));
        Assert.Contains("cpu",
            Assert.Throws<EngineException>(() => Trainer.Train(dataset, Options("f") with { Device = "gpu" })).Message);

        string full = Path.Combine(_root, "full");
        Directory.CreateDirectory(full);
        File.WriteAllText(Path.Combine(full, "thesis.txt"), "");
        Assert.Contains("not empty", Refusal(dataset, Options("full")));
        Assert.Contains("no run.json", Refusal(dataset, Options("full") with { Resume = true }));
        Assert.Contains("is a file", Refusal(dataset, Options("full/thesis.txt")));
        Assert.Contains("cannot be written", Refusal(dataset, Options("full/thesis.txt/run")));
        Assert.False(Directory.Exists(Path.Combine(_root, "a")));
    }

    [Fact]
    public void ADamagedCheckpointIsRefused()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        Recipe recipe = TinyRecipe.Create(epochs: 1);
        TrainingRun run = Trainer.Train(dataset, Options("run", recipe));
        string last = Path.Combine(run.Path, "last.safetensors");
        byte[] bytes = File.ReadAllBytes(last);
        bytes[^9] ^= 1;
        File.WriteAllBytes(last, bytes);
        TrainingOptions more = Options("run", recipe with { Epochs = 2 }) with { Resume = true };
        Assert.Contains("last.safetensors",
            Assert.Throws<TrainingException>(() => Trainer.Train(dataset, more)).Message);
        File.WriteAllBytes(last, bytes[..100]);
        Assert.Contains("last.safetensors",
            Assert.Throws<TrainingException>(() => Trainer.Train(dataset, more)).Message);
        File.Delete(last);
        Assert.Contains("last.safetensors",
            Assert.Throws<TrainingException>(() => Trainer.Train(dataset, more)).Message);
        File.WriteAllText(Path.Combine(run.Path, "run.json"), "{");
        Assert.Contains("run.json", Assert.Throws<TrainingException>(() => TrainingRun.Open(run.Path)).Message);
        Assert.Contains("run.json", Assert.Throws<TrainingException>(() => TrainingRun.Open(_root)).Message);
    }

    [Fact]
    public void ADivergingLossStopsAndNamesTheSetting()
    {
        Recipe recipe = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 1e20, "momentum": 0.9 }""");
        string message = Assert.Throws<TrainingException>(
            () => Trainer.Train(DrawnImages.Dataset(), Options("run", recipe))).Message;
        Assert.Contains("optimizer.learningRate", message);
        TrainingRun run = TrainingRun.Open(Path.Combine(_root, "run"));
        Assert.Equal((RunStatus.Stopped, message), (run.Status, run.StopReason));
        Assert.Equal(TrainingSymptom.Divergence, Assert.Single(run.Diagnose().Findings).Symptom);
    }

    [Theory]
    [InlineData(0, "No checkpoint was written before.")]
    [InlineData(1, "The newest checkpoint is '")]
    public void ADivergedRunNamesTheCheckpointThatItLeft(int every, string told)
    {
        Recipe recipe = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 1e20, "momentum": 0.9 }""") with
        {
            Checkpoints = new() { Every = every, Unit = ScheduleUnit.Steps },
        };
        string message = Assert.Throws<TrainingException>(
            () => Trainer.Train(DrawnImages.Dataset(), Options("run", recipe))).Message;
        Assert.Contains(told, message);
        Assert.All(Directory.GetFiles(Path.Combine(_root, "run"), "step-*").Order(StringComparer.Ordinal).TakeLast(1),
            path => Assert.Contains(path, message));
    }

    [Fact]
    public void AFlatLossGivesOneWarning()
    {
        Recipe recipe = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 1e-12 }""", epochs: 10, batchSize: 4) with
        {
            Initialization =
                [new() { Layers = "*", Weight = new AlexNetPS.Networks.Initialization.ConstantInitializer() }],
        };
        var observer = new Recorder();
        Trainer.Train(DrawnImages.Dataset(train: 180, validation: 0), Options("run", recipe), observer);
        Assert.Contains("optimizer.learningRate",
            Assert.Single(observer.Warnings, warning => warning.Contains("stayed at ln(3)", StringComparison.Ordinal)));
        TrainingDiagnosis diagnosis = TrainingRun.Open(Path.Combine(_root, "run")).Diagnose();
        Assert.Contains(diagnosis.Findings, finding => finding.Symptom == TrainingSymptom.FlatLoss);
    }

    [Fact]
    public void AReadErrorInTheMiddleOfAnEpochSurfaces()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(images: new DrawnImages(126) { Damaged = 40 });
        Assert.Contains("read error", Assert.Throws<IOException>(() => Trainer.Train(dataset, Options("run"))).Message);
    }

    [Fact]
    public void TwoTrainersDoNotShareAFolder()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        string? refusal = null;
        RunStatus? seen = null;
        var observer = new Recorder
        {
            Stepped = () =>
            {
                refusal ??= Assert.Throws<TrainingException>(
                    () => Trainer.Train(dataset, Options("run") with { Resume = true })).Message;
                seen ??= TrainingRun.Open(Path.Combine(_root, "run")).Status;
            },
        };
        Trainer.Train(dataset, Options("run", TinyRecipe.Create(epochs: 1)), observer);
        Assert.Contains("Another process", refusal);
        Assert.Equal(RunStatus.Running, seen);
    }

    private static (int, double, double, double?, double?, double) Numbers(EpochResult e) =>
        (e.Epoch, e.TrainLoss, e.TrainTop1, e.ValidationLoss, e.ValidationTop1, e.LearningRate);

    private TrainingOptions Options(string folder, Recipe? recipe = null) =>
        new() { Recipe = recipe ?? TinyRecipe.Create(), RunPath = Path.Combine(_root, folder), Seed = 1, Threads = 1 };

    private sealed class Recorder : ITrainingObserver
    {
        public List<TrainingProgress> Steps { get; } = [];

        public List<EpochResult> Epochs { get; } = [];

        public List<string> Warnings { get; } = [];

        public int? StopAfter { get; init; }

        public CancellationTokenSource? Cancellation { get; init; }

        public Action? Stepped { get; init; }

        public void OnStep(TrainingProgress progress)
        {
            Steps.Add(progress);
            Stepped?.Invoke();
            if (Steps.Count == StopAfter)
                Cancellation!.Cancel();
        }

        public void OnEpoch(EpochResult epoch) => Epochs.Add(epoch);

        public void OnWarning(string message) => Warnings.Add(message);
    }
}
