using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Imaging;
using AlexNetPS.Training;
using AlexNetPS.Training.Folds;
using AlexNetPS.Training.Runs;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Training.Folds;

/// <summary>Runs of folds: what they record, how their folds are made again, and their summary.</summary>
public sealed class FoldRunTests : IDisposable
{
    private const string Crop = """{ "type": "CenterCrop", "size": 16 }, """,
        Normalized = Crop + """{ "type": "Normalize" }""",
        Given = Crop + """{ "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] }""",
        Averaged = Crop + """{ "type": "MeanImageSubtract" }, { "type": "Scale", "factor": 0.01 }""";

    private readonly TemporaryFolder _folder = new();

    public FoldRunTests()
    {
        _folder.WriteClass("a", 12, 30, 30);
        _folder.WriteClass("b", 12, 30, 30, 50);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AFoldIsMadeAgainFromItsRun(bool indexOnly)
    {
        ImageNetDataset dataset = Import(indexOnly), fold = dataset.ToFolds(3, seed: 2)[1];
        TrainingRun run = TrainingRun.Open(Train(fold, "run").Path);
        Assert.Equal(fold.Fold, run.Fold);
        Assert.Equal("Tiny on photos, fold 2 of 3", run.Name);
        ImageNetDataset again = run.OpenFold();
        Assert.Equal(fold.Validation.Samples.Select(image => image.Path),
            again.Validation.Samples.Select(image => image.Path));
        Assert.Equal(again.Fold, run.OpenFold(dataset).Fold);
        Assert.Equal(again.Fold, run.OpenFold(fold).Fold);
        Assert.Contains("Give the whole dataset",
            Assert.Throws<TrainingException>(() => run.OpenFold(dataset.ToFolds(3)[1])).Message);
        Assert.Contains("was not trained on a fold",
            Assert.Throws<TrainingException>(() => Train(dataset, "plain").OpenFold()).Message);

        // What the images are now decides.
        string changed = _folder.Write("a/003.jpg", DrawnImage.Jpeg(30, 30, 77));
        File.SetLastWriteTimeUtc(changed, DateTime.UtcNow.AddMinutes(1));
        string refusal = Assert.Throws<TrainingException>(() => run.OpenFold(Import(indexOnly))).Message;
        Assert.Contains("other contents: 'a/003.jpg'", refusal);
        Assert.Contains("fold 2 of 3 of the run", refusal);
    }

    [Fact]
    public void ARunGoesOnWithItsFoldOnly()
    {
        ImageNetDataset dataset = Import(false);
        IReadOnlyList<ImageNetDataset> folds = dataset.ToFolds(3, seed: 2);
        Train(folds[1], "run");
        TrainingRun resumed = Train(folds[1], "run", epochs: 2, resume: true);
        Assert.Equal(2, resumed.EpochCount);
        Assert.Equal(Train(folds[1], "whole", epochs: 2).Epochs.Select(epoch => epoch.TrainLoss),
            resumed.Epochs.Select(epoch => epoch.TrainLoss));
        Assert.Contains("fold: -Count 3 -Seed 2 -Fold 2 in the run, -Count 3 -Seed 2 -Fold 3 now",
            Assert.Throws<TrainingException>(() => Train(folds[2], "run", epochs: 3, resume: true)).Message);
        Assert.Contains("-Fold 2 in the run, no fold now",
            Assert.Throws<TrainingException>(() => Train(dataset, "run", epochs: 3, resume: true)).Message);
    }

    [Fact]
    public void TheCommandThatResumesMakesTheFold()
    {
        ImageNetDataset fold = Import(false).ToFolds(3, seed: 2)[1];
        TrainingRun run = Train(fold, "run", epochs: 3);
        RunManifest manifest = run.Manifest;
        Assert.StartsWith($"New-ImageNetFold '{fold.StorePath}' -Count 3 -Seed 2 -Fold 2 | Invoke-AlexNetTraining "
            + $"-RunPath '{run.Path}' -Resume", ResumeCommand.Of(new RunFolder(run.Path), manifest));
        Assert.Contains("-GroupColumn 'patient''s' -GroupPattern '^(a)'", ResumeCommand.Of(
            fold.Fold! with { GroupColumn = "patient's", GroupPattern = "^(a)" }, "$dataset"));
    }

    [Fact]
    public void ARunTakesTheStatisticsOfItsTrainingImages()
    {
        ImageNetDataset fold = Import(false).ToFolds(3)[0];
        TrainingRun run = Train(fold, "run"), averaged = Train(fold, "averaged", transforms: Averaged);
        Normalize normalize = run.Recipe.EvaluationTransforms.OfType<Normalize>().Single();
        Assert.Equal(fold.Statistics!.Mean, normalize.Mean);
        MeanImageSubtract subtract = averaged.Recipe.EvaluationTransforms.OfType<MeanImageSubtract>().Single();
        Assert.Equal(fold.Statistics.MeanImage!.Plane(0), subtract.Mean!.Plane(0));
        Assert.Equal(["trainTransforms[1].mean", "trainTransforms[1].standardDeviation",
            "evaluationTransforms[1].mean", "evaluationTransforms[1].standardDeviation"], run.Manifest.FoldValues!);
        Assert.Contains("evaluationTransforms[1].mean", averaged.Manifest.FoldValues!);
        Assert.Empty(Train(fold, "given", transforms: Given).Manifest.FoldValues!);
        Assert.Null(Train(Import(false), "plain").Manifest.FoldValues);
        Recipe open = RecipeValues.Without(run.Recipe, run.Manifest.FoldValues!);
        Assert.All(open.EvaluationTransforms.OfType<Normalize>(), one => Assert.Null(one.Mean));
    }

    [Fact]
    public void RunsThatDifferInTheirFoldAreSummarized()
    {
        ImageNetDataset dataset = Import(false);
        List<TrainingRun> runs = [];
        foreach (ImageNetDataset fold in dataset.ToFolds(3, seed: 2))
            runs.Add(Train(fold, $"a{fold.Fold!.Number}"));
        foreach (ImageNetDataset fold in dataset.ToFolds(3, seed: 2).Take(2))
            runs.Add(Train(fold, $"b{fold.Fold!.Number}", rate: 0.01));
        runs.Add(Train(dataset, "plain"));
        IReadOnlyList<RunComparison> rows = RunComparison.Of([.. runs.Take(3)]);
        Assert.All(rows, row => Assert.Equal(["Fold"], row.Values.Keys));
        IReadOnlyList<FoldSummary> summaries = FoldSummary.Of(runs);
        Assert.Equal(2, summaries.Count);
        FoldSummary first = summaries[0];
        Assert.Equal((3, true, "LearningRate 0.003"), (first.FoldCount, first.IsComplete, first.Settings));
        Assert.Equal([1, 2, 3], first.Folds);
        double[] values = [.. runs.Take(3).Select(run => run.ValidationLoss!.Value)];
        double mean = values.Sum() / 3, deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / 2);
        Assert.Equal(mean, first.MeanLoss!.Value, 12);
        Assert.Equal(deviation, first.DeviationLoss!.Value, 12);
        // Student's t with two degrees of freedom.
        Assert.Equal(mean + 4.30265272974946 * deviation / Math.Sqrt(3), first.Loss!.Value.High!.Value, 9);
        Assert.Equal((false, "LearningRate 0.01"), (summaries[1].IsComplete, summaries[1].Settings));
        Assert.Equal([1, 2], summaries[1].Folds);

        // Of two runs of one fold the newest counts.
        TrainingRun again = Train(dataset.ToFolds(3, seed: 2)[0], "again");
        FoldSummary newer = Assert.Single(FoldSummary.Of([.. runs.Take(3), again]));
        Assert.Equal([again.Path, runs[1].Path, runs[2].Path], newer.Paths);
        Assert.Empty(FoldSummary.Of([runs[0]]));
    }

    [Fact]
    public void RunsForOutOfFoldPredictionsAreOfOneDivision()
    {
        ImageNetDataset dataset = Import(false);
        TrainingRun[] runs = [.. dataset.ToFolds(3, seed: 2).Select(fold => Train(fold, $"a{fold.Fold!.Number}"))];
        List<string> warnings = [];
        Assert.Equal([runs[0], runs[1], runs[2]], FoldRuns.InOrder([runs[2], runs[0], runs[1]], warnings.Add));
        Assert.Empty(warnings);
        FoldRuns.InOrder([runs[1]], warnings.Add);
        Assert.StartsWith("Folds 1, 3 of 3 have no run", Assert.Single(warnings));
        Assert.Contains("are both of fold 2 of 3", Assert.Throws<TrainingException>(
            () => FoldRuns.InOrder([runs[1], TrainingRun.Open(runs[1].Path)], warnings.Add)).Message);
        TrainingRun other = Train(dataset.ToFolds(3, seed: 7)[0], "other");
        Assert.Contains("different datasets, counts, seeds or groups", Assert.Throws<TrainingException>(
            () => FoldRuns.InOrder([runs[1], other], warnings.Add)).Message);
    }

    [Fact]
    public void AManifestWithAFoldThatIsNoneIsRejected()
    {
        TrainingRun run = Train(Import(false).ToFolds(3)[0], "run");
        string path = Path.Combine(run.Path, "run.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(path))!;
        json["dataset"]!["fold"]!["number"] = 4;
        File.WriteAllText(path, json.ToJsonString());
        Assert.Contains("dataset.fold", Assert.Throws<TrainingException>(() => TrainingRun.Open(run.Path)).Message);
    }

    private ImageNetDataset Import(bool indexOnly) => ImageNetImporter.Import(_folder.Photos,
        new ImportOptions { CachePath = _folder.Cache, ImageSize = 18, IndexOnly = indexOnly });

    private TrainingRun Train(ImageNetDataset dataset, string name, int epochs = 1, bool resume = false,
        double rate = 0.003, string? transforms = null)
    {
        transforms ??= dataset.StorePath is null ? Given : Normalized;
        string optimizer = FormattableString.Invariant($$"""{ "type": "Adam", "learningRate": {{rate}} }""");
        return Trainer.Train(dataset, new TrainingOptions
        {
            Recipe = TinyRecipe.Create(optimizer, epochs: epochs, batchSize: 8, trainTransforms: transforms,
                evaluationTransforms: transforms),
            RunPath = Path.Combine(_folder.Root, name),
            Seed = 1,
            Resume = resume,
        });
    }
}
