using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;
using AlexNetPS.Training.RangeTest;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>Settings that training follows, but not as one expects: each is named.</summary>
public sealed class SettingWarningTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-warnings").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void WithoutValidationImagesTheTrainingTop1IsWatched()
    {
        Recipe recipe = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 1e-12 }""", """{ "type": "Plateau" }""",
            epochs: 9) with
        { EarlyStopping = new() { Patience = 2, Threshold = 0.5 } };
        (TrainingRun run, Recorder said) = Train(DrawnImages.Dataset(train: 24, validation: 0), recipe, "without");
        Assert.Contains("early stopping and the Plateau schedule watch the training top-1",
            Assert.Single(said.Warnings));
        Assert.Contains("training top-1 has not improved for 2 epochs", run.StopReason);
        (run, said) = Train(DrawnImages.Dataset(train: 24, validation: 60), recipe, "with");
        Assert.Empty(said.Warnings);
        Assert.Contains("validation top-1 has not improved for 2 epochs", run.StopReason);
    }

    [Theory]
    [InlineData(49, true)]
    [InlineData(50, false)]
    [InlineData(0, false)]
    public void OneImageOfTwoPointsIsNamed(int validation, bool warns)
    {
        string[] warnings = [.. SettingWarnings.Of(TinyRecipe.Create(), DrawnImages.Dataset(validation: validation))];
        if (warns)
            Assert.Contains("49 validation images: each is 2 points", Assert.Single(warnings));
        else
            Assert.Empty(warnings);
    }

    [Fact]
    public void LayersFrozenAtRandomWeightsAreNamed()
    {
        Recipe plain = TinyRecipe.Create(epochs: 1),
            frozen = plain with
            {
                Optimizer = plain.Optimizer with
                {
                    Layers = [new() { Layers = "conv*", LearningRateFactor = 0 },
                        new() { Layers = "fc2", LearningRateFactor = 0 }]
                }
            };
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32, validation: 60);
        Assert.Contains("random initial weights, which never learn: conv1, fc2.",
            Assert.Single(Train(dataset, frozen, "random").Said.Warnings));
        (TrainingRun first, Recorder said) = Train(dataset, plain, "first");
        Assert.Empty(said.Warnings);
        Assert.Empty(Train(dataset, frozen, "second", first.Model).Said.Warnings);
    }

    [Theory]
    [InlineData("""{ "type": "Cosine" }""", "Cosine")]
    [InlineData("""{ "type": "OneCycle" }""", "OneCycle")]
    [InlineData("""{ "type": "Step", "every": 2 }""", null)]
    [InlineData("""{ "type": "Exponential", "factor": 0.9 }""", null)]
    [InlineData("""{ "type": "Constant" }""", null)]
    public void MoreEpochsThatRaiseTheRateAgainAreNamed(string schedule, string? name)
    {
        Recipe recipe = TinyRecipe.Create(schedule: schedule, epochs: 4);
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32, validation: 60);
        (TrainingRun run, Recorder said) = Train(dataset, recipe, "run");
        Assert.Empty(said.Warnings);
        (TrainingRun longer, said) = Train(dataset, recipe with { Epochs = 8 }, "run");

        // Images drawn in memory have no hashes, which is another warning.
        string[] rises = [.. said.Warnings.Where(text => text.Contains("learning rate", StringComparison.Ordinal))];
        if (name is null)
        {
            Assert.Empty(rises);
            return;
        }

        string warning = Assert.Single(rises);
        Assert.Contains($"the {name} schedule spans all epochs, 4 before and 8 now", warning);
        Assert.Contains(FormattableString.Invariant($"from {run.Epochs[3].LearningRate:g3} at the end of epoch 4"),
            warning);
        double next = recipe.Schedule.LearningRate(recipe.Optimizer.LearningRate, new SchedulePosition(4, 0, 2, 8), []);
        Assert.Contains(FormattableString.Invariant($"to {next:g3} in epoch 5"), warning);
        Assert.True(longer.Epochs[4].LearningRate > run.Epochs[3].LearningRate);
    }

    [Fact]
    public void TheRangeTestStatesWhatAnInitialModelsLastLayerStartsWith()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32, validation: 60);
        Recipe recipe = TinyRecipe.Create(epochs: 1);
        AlexNetModel model = Train(dataset, recipe, "first").Run.LoadModel();
        var said = new Recorder();
        LearningRateFinder.Find(dataset, new() { Recipe = recipe, Steps = 10, InitialModel = model }, observer: said);
        Assert.Contains("is taken from the initial model", Assert.Single(said.Notes));
        Assert.Empty(said.Warnings);
        AlexNetModel other = AlexNetModel.FromNetwork(model.CreateNetwork("cpu", 1, 1, default),
            new()
            {
                Name = "other",
                Definition = model.Definition,
                Classes = ["across", "down", "round"],
                Recipe = model.Recipe
            });
        LearningRateFinder.Find(dataset, new() { Recipe = recipe, Steps = 10, InitialModel = other }, observer: said);
        Assert.Contains("does not know empty", Assert.Single(said.Warnings));
    }

    [Theory]
    [InlineData("""{ "type": "CenterCrop", "size": 16 }""")]
    [InlineData("""{ "type": "TenCrop", "size": 16 }""")]
    public void ValidationAndEvaluationGiveTheSameNumberForTheSameWeights(string crops)
    {
        Recipe recipe = TinyRecipe.Create(epochs: 2,
            evaluationTransforms: crops + """, { "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] }""") with
        {
            ClassWeights = new(new Dictionary<string, double> { ["down"] = 3 }),
            LabelSmoothing = 0.1,
        };
        ImageNetDataset dataset = DrawnImages.Dataset(validation: 60);
        TrainingRun run = Train(dataset, recipe, "run").Run;
        Evaluation evaluation = Evaluator.Evaluate(run.LoadModel(), dataset.Validation), twice =
            Evaluator.Evaluate([run.LoadModel(), run.LoadModel()], dataset.Validation);
        Assert.Equal((run.BestEpoch!.ValidationLoss, run.BestEpoch.ValidationTop1), (evaluation.Loss, evaluation.Top1));
        Assert.Equal((evaluation.Loss, evaluation.Top1), (twice.Loss, twice.Top1));
    }

    [Fact]
    public void ARunWhoseLossRanAwayHasNoBestEpoch()
    {
        Recipe recipe = TinyRecipe.Create("""{ "type": "Sgd", "learningRate": 1e4, "clipNorm": 1 }""", epochs: 2);
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32, validation: 60);
        TrainingRun good = Train(dataset, TinyRecipe.Create(epochs: 1), "good").Run, run =
            Train(dataset, recipe, "away").Run;
        Assert.True(run.Epochs[^1].ValidationLoss > 100, $"{run.Epochs[^1]}");
        Assert.Null(run.BestEpoch);
        Assert.Equal(TrainingSymptom.Divergence, run.Diagnose().Findings[0].Symptom);
        Assert.Equal([false, true], RunComparison.Of([run, good]).Select(row => row.IsBest));
        Assert.Equal(3, run.LoadModel().Classes.Count);

        // A longer run continues from there and is still diverged.
        run = Train(dataset, recipe with { Epochs = 3 }, "away").Run;
        Assert.Null(run.BestEpoch);
        Assert.Equal(TrainingSymptom.Divergence, run.Diagnose().Findings[0].Symptom);
    }

    private (TrainingRun Run, Recorder Said) Train(ImageNetDataset dataset, Recipe recipe, string folder,
        AlexNetModel? start = null)
    {
        var said = new Recorder();
        var options = new TrainingOptions
        {
            Recipe = recipe,
            RunPath = Path.Combine(_root, folder),
            Seed = 1,
            Resume = true,
            InitialModel = start
        };
        return (Trainer.Train(dataset, options, said), said);
    }

    private sealed class Recorder : ITrainingObserver
    {
        public List<string> Warnings { get; } = [];

        public List<string> Notes { get; } = [];

        public void OnStep(TrainingProgress progress)
        {
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message) => Warnings.Add(message);

        public void OnNote(string message) => Notes.Add(message);
    }
}
