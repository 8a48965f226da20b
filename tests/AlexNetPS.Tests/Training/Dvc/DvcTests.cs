using System.Globalization;
using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Inference;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Formats;
using AlexNetPS.Training;
using AlexNetPS.Training.Curves;
using AlexNetPS.Training.Dvc;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training.Dvc;

public sealed class DvcTests : IDisposable
{
    private const string Matrix = "dvclive/plots/sklearn/confusion_matrix.json";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ARunIsWrittenAsDvcLiveWritesIt()
    {
        TrainingRun run = Train("run", TinyRecipe.Create(epochs: 3, batchSize: 1));
        void Same(string name, Func<EpochResult, double?> value) =>
            Assert.Equal(run.Epochs.Select(epoch => (epoch.Epoch - 1L, value(epoch)!.Value)),
                Rows(run, $"dvclive/plots/metrics/{name}.tsv"));
        Same("train/loss", epoch => epoch.TrainLoss);
        Same("train/top1", epoch => epoch.TrainTop1);
        Same("train/learning_rate", epoch => epoch.LearningRate);
        Same("val/loss", epoch => epoch.ValidationLoss);
        Same("val/top1", epoch => epoch.ValidationTop1);
        Assert.False(File.Exists(Path.Combine(run.Path, "dvclive/plots/metrics/val/top5.tsv")));

        // 96 steps an epoch: two points.
        (long Step, double Value)[] losses = Rows(run, "dvclive/plots/metrics/steps/loss.tsv");
        Assert.Equal([47, 95, 143, 191, 239, 287], losses.Select(row => row.Step));
        Assert.Equal(run.Epochs[1].TrainLoss, (losses[2].Value + losses[3].Value) / 2, 1e-9);
        Assert.Equal(6, Rows(run, "dvclive/plots/metrics/steps/top1.tsv").Length);
        Assert.Equal(6, Rows(run, "dvclive/plots/metrics/steps/learning_rate.tsv").Length);

        JsonNode metrics = Json(run, "dvclive/metrics.json");
        Assert.Equal(2, (int)metrics["step"]!);
        Assert.Equal(run.Epochs[2].TrainLoss, (double)metrics["train"]!["loss"]!);
        Assert.Equal(run.Epochs[2].ValidationTop1, (double)metrics["val"]!["top1"]!);
        EpochResult best = run.BestEpoch!;
        Assert.Equal(best.Epoch, (int)metrics["best"]!["epoch"]!);
        Assert.Equal(best.ValidationLoss, (double)metrics["best"]!["val"]!["loss"]!);
        Assert.Equal(best.TrainTop1, (double)metrics["best"]!["train"]!["top1"]!);

        JsonArray matrix = Json(run, Matrix).AsArray();
        Assert.Equal(30, matrix.Count);
        Assert.Equal(best.ValidationTop1!.Value,
            matrix.Count(row => (string)row!["actual"]! == (string)row["predicted"]!) / 30.0, 1e-12);
        Assert.Equal([("across", 10), ("down", 10), ("empty", 10)],
            matrix.CountBy(row => (string)row!["actual"]!).Select(pair => (pair.Key, pair.Value)));
        foreach (string file in Files(run.Path).Keys)
            Assert.DoesNotContain('\r', File.ReadAllText(Path.Combine(run.Path, file)));
    }

    [Fact]
    public void ParametersAreFoundByName()
    {
        TrainingRun run = Train("run", TinyRecipe.Create(epochs: 1));
        JsonNode read = Yaml(run, "dvclive/params.yaml");
        Assert.Equal(1, (int)read["seed"]!);
        Assert.Equal("drawn", (string?)read["dataset"]!["name"]);
        Assert.Equal(run.Manifest.Dataset.Sha256, (string?)read["dataset"]!["sha256"]);
        Assert.Equal(96, (int)read["dataset"]!["train"]!);
        JsonNode recipe = read["recipe"]!;
        Assert.Equal("Tiny", (string?)recipe["name"]);
        Assert.Equal(0.003, (double)recipe["optimizer"]!["learningRate"]!);
        Assert.Equal(8, (int)recipe["architecture"]!["layers"]!["conv1"]!["filters"]!);
        Assert.Equal("RandomCrop", (string?)recipe["trainTransforms"]!["0"]!["type"]);
        Assert.Equal(16, (int)recipe["trainTransforms"]!["0"]!["size"]!);
        Assert.DoesNotContain(run.Path, File.ReadAllText(Path.Combine(run.Path, "dvclive/params.yaml")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DvcFindsEachFile(bool keepState)
    {
        Recipe recipe = TinyRecipe.Create(epochs: 2);
        TrainingRun run = Train("run", recipe with { Checkpoints = new() { KeepState = keepState } });
        JsonNode read = Yaml(run, "dvc.yaml");
        Assert.Equal(["metrics", "params", "plots", "artifacts"], read.AsObject().Select(member => member.Key));
        Assert.Equal("dvclive/metrics.json", (string?)read["metrics"]!.AsArray().Single());
        Assert.Equal("dvclive/params.yaml", (string?)read["params"]!.AsArray().Single());
        string[] plots = [.. read["plots"]!.AsArray().Select(plot =>
        {
            (string path, JsonNode? about) = plot!.AsObject().Single();
            if (path == Matrix)
            {
                Assert.Equal(("actual", "predicted", "confusion"),
                    ((string?)about!["x"], (string?)about["y"], (string?)about["template"]));
            }
            else
            {
                Assert.Equal($"{about!["x"]}\t{about["y"]}", File.ReadLines(Path.Combine(run.Path, path)).First());
                Assert.Equal("linear", (string?)about["template"]);
            }

            Assert.NotEqual("", (string?)about["title"]);
            return path;
        })];
        Assert.Equal(Files(run.Path).Keys.Where(file => file.StartsWith("dvclive/plots/", StringComparison.Ordinal)),
            plots.Order(StringComparer.Ordinal));

        JsonNode model = read["artifacts"]!["model"]!;
        Assert.True(File.Exists(Path.Combine(run.Path, (string)model["path"]!)), model.ToJsonString());
        Assert.Equal(("model", "Tiny on drawn"), ((string?)model["type"], (string?)model["desc"]));
        Assert.Equal("image-classification", (string?)model["labels"]![0]);
        Assert.Equal("Tiny", (string?)model["meta"]!["recipe"]);
    }

    [Fact]
    public void NamesOfClassesAndRunsAreText()
    {
        string[] classes = ["yes", "null", "1e3", "a: b", "#x", "'", "\"", "a\nb", "- a", "*a", "&a", "!a", "größe 😀",
            "a\u0007b", "::error::", "<script>"];
        RunManifest run = Train("run", TinyRecipe.Create(epochs: 1)).Manifest;
        run = run with
        {
            Name = "no: #1\nx",
            Tags = ["true", "- tag"],
            Dataset = run.Dataset with { Classes = classes, Name = "2026-11-30" },
        };
        string file = DvcFile.Of(run, EpochCurve.Of(run.Dataset), "best.safetensors");
        JsonNode model = YamlTextTests.YamlDotNets(file)!["artifacts"]!["model"]!;
        Assert.Equal("no: #1\nx", (string?)model["desc"]);
        Assert.Equal(["image-classification", "true", "- tag"],
            model["labels"]!.AsArray().Select(label => (string?)label));
        Assert.Equal(classes, model["meta"]!["classes"]!.AsArray().Select(name => (string?)name));
        Assert.Equal("2026-11-30",
            (string?)YamlTextTests.YamlDotNets(DvcParameters.Of(run))!["dataset"]!["name"]);

        var metrics = new Metrics(classes.Length);
        for (int label = 0; label < classes.Length; label++)
        {
            float[] scores = new float[classes.Length];
            scores[(label + 1) % classes.Length] = 1;
            metrics.AddLogits(scores, label);
        }

        JsonArray rows = JsonNode.Parse(ConfusionRows.Of(metrics.ConfusionMatrix(), classes))!.AsArray();
        Assert.Equal(classes.Select((name, i) => (name, classes[(i + 1) % classes.Length])),
            rows.Select(row => ((string)row!["actual"]!, (string)row["predicted"]!)));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(60, 0)]
    [InlineData(96, 0)]
    [InlineData(97, 0)]
    [InlineData(150, 7)]
    public void AStoppedRunEndsWithTheSameFiles(int steps, int every)
    {
        Recipe recipe = TinyRecipe.Create(epochs: 3, batchSize: 1) with { Curves = new() { Every = every } };
        TrainingRun whole = Train("whole", recipe);
        using var cancellation = new CancellationTokenSource();
        TrainingRun stopped = Train("parts", recipe, new Observer { Steps = steps, Stop = cancellation.Cancel },
            cancellation: cancellation.Token);
        Assert.Equal(RunStatus.Stopped, stopped.Status);
        Assert.Contains(" -Dvc", stopped.StopReason, StringComparison.Ordinal);
        AssertSame(whole.Path, Train("parts", recipe, resume: true).Path);
    }

    // The folder as it is at some moment is what a killed process leaves.
    [Theory]
    [InlineData(20)]
    [InlineData(97)]
    [InlineData(150)]
    [InlineData(191)]
    [InlineData(192)]
    [InlineData(287)]
    public void AKilledRunEndsWithTheSameFiles(int steps)
    {
        Recipe recipe = TinyRecipe.Create(epochs: 3, batchSize: 1);
        TrainingRun whole = Train("whole", recipe, new Observer
        {
            Steps = steps,
            Stop = () => Copy(_folder.At("whole"), _folder.At("killed")),
        });
        string killed = _folder.At("killed");

        // Half a row, and a file that was not renamed yet.
        File.AppendAllText(Path.Combine(killed, "dvclive/plots/metrics/steps/loss.tsv"), "28");
        File.WriteAllText(Path.Combine(killed, $"dvclive/metrics.json.{Guid.NewGuid():N}.tmp"), "{");
        AssertSame(whole.Path, Train("killed", recipe, resume: true).Path);
    }

    [Fact]
    public void WhatIsAheadOfTheCheckpointIsWrittenAgain()
    {
        Recipe recipe = TinyRecipe.Create(epochs: 3, batchSize: 1);
        var snapshots = new Queue<string>([_folder.At("first"), _folder.At("second")]);
        TrainingRun whole = Train("whole", recipe, new Observer
        {
            Epoch = () =>
            {
                if (snapshots.TryDequeue(out string? to))
                    Copy(_folder.At("whole"), to);
            },
        });

        // Killed in the second epoch after its numbers were written, and before its checkpoint was.
        Directory.Delete(_folder.At("first/dvclive"), recursive: true);
        Copy(_folder.At("second/dvclive"), _folder.At("first/dvclive"));
        AssertSame(whole.Path, Train("first", recipe, resume: true).Path);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.5)]
    public void TheBestEpochOfASessionWithoutDvcIsMeasuredAgain(double? averageDecay)
    {
        string average = averageDecay is null ? "" : ", \"averageDecay\": 0.5";
        // So large a rate that the last epochs are not always the best.
        Recipe recipe = TinyRecipe.Create($$"""{ "type": "Adam", "learningRate": 0.03{{average}} }""", epochs: 5);
        (ulong seed, TrainingRun whole) = Enumerable.Range(1, 50)
            .Select(i => ((ulong)i, Run: Train($"whole{i}", recipe, seed: (ulong)i)))
            .First(run => run.Run.BestEpoch!.Epoch <= 3);
        using var cancellation = new CancellationTokenSource();
        Train("parts", recipe, new Observer { Steps = 20, Stop = cancellation.Cancel }, dvc: false, seed: seed,
            cancellation: cancellation.Token);
        Assert.False(Directory.Exists(_folder.At("parts/dvclive")));
        TrainingRun resumed = Train("parts", recipe, resume: true, seed: seed);
        SortedDictionary<string, string> expected = Files(whole.Path), found = Files(resumed.Path);
        foreach (string file in expected.Keys.Where(file => !file.Contains("/steps/", StringComparison.Ordinal)))
            Assert.Equal((file, expected[file]), (file, found[file]));

        // Of the steps, those since then.
        Assert.Equal([23, 29], Rows(resumed, "dvclive/plots/metrics/steps/loss.tsv").Select(row => row.Step));
    }

    [Fact]
    public void ARunThatIsCompleteGetsItsFilesIfItHasItsState()
    {
        Recipe recipe = TinyRecipe.Create(epochs: 2);
        TrainingRun whole = Train("whole", recipe), plain = Train("plain", recipe, dvc: false);
        Assert.False(File.Exists(Path.Combine(plain.Path, "dvc.yaml")));
        plain = Train("plain", recipe, resume: true);
        SortedDictionary<string, string> expected = Files(whole.Path), found = Files(plain.Path);
        Assert.Equal(expected.Keys, found.Keys);
        foreach (string file in expected.Keys.Where(file => !file.Contains("/steps/", StringComparison.Ordinal)))
            Assert.Equal((file, expected[file]), (file, found[file]));
        Assert.Empty(Rows(plain, "dvclive/plots/metrics/steps/loss.tsv"));
    }

    [Theory]
    [InlineData(TensorBoardDetail.None)]
    [InlineData(TensorBoardDetail.Histograms)]
    public void TheRunIsTheSameWithAndWithout(TensorBoardDetail detail)
    {
        Recipe recipe = TinyRecipe.Create(epochs: 2, batchSize: 1);
        TrainingRun one = Train("with", recipe, detail: detail), other = Train("without", recipe, dvc: false);
        Assert.Equal(other.Epochs.Select(epoch => (epoch.TrainLoss, epoch.ValidationLoss, epoch.ValidationTop1)),
            one.Epochs.Select(epoch => (epoch.TrainLoss, epoch.ValidationLoss, epoch.ValidationTop1)));
        Assert.Equal(Weights(other), Weights(one));
        Assert.Equal(4, Rows(one, "dvclive/plots/metrics/steps/loss.tsv").Length);
        Assert.False(Directory.Exists(Path.Combine(other.Path, "dvclive")));
        Assert.Equal(new DirectoryInfo(one.Path).EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(file => file.Length), one.Size);
    }

    [Fact]
    public void WithoutValidationThereAreOnlyTrainingNumbers()
    {
        TrainingRun run = Train("run", TinyRecipe.Create(epochs: 2), dataset: DrawnImages.Dataset(validation: 0));
        Assert.Equal(["dvc.yaml", "dvclive/metrics.json", "dvclive/params.yaml"],
            Files(run.Path).Keys.Where(file => !file.Contains("/metrics/", StringComparison.Ordinal)));
        Assert.Null(Json(run, "dvclive/metrics.json")["val"]);
        Assert.DoesNotContain("val", File.ReadAllText(Path.Combine(run.Path, "dvc.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void SixClassesHaveATop5()
    {
        TrainingRun run = Train("run", TinyRecipe.Create(epochs: 2), dataset: DrawnImages.Dataset(classes: 6));
        Assert.Equal(run.Epochs.Select(epoch => (epoch.Epoch - 1L, epoch.ValidationTop5!.Value)),
            Rows(run, "dvclive/plots/metrics/val/top5.tsv"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ARunBeginsWhereGitHasLeftItsDescription(bool resume)
    {
        Recipe recipe = TinyRecipe.Create(epochs: 1);
        TrainingRun whole = Train("whole", recipe);
        string clone = _folder.At("clone");
        Copy(Path.Combine(whole.Path, "dvclive"), Path.Combine(clone, "dvclive"));
        File.Copy(Path.Combine(whole.Path, "dvc.yaml"), Path.Combine(clone, "dvc.yaml"));
        File.WriteAllText(Path.Combine(clone, ".gitignore"), "/best.safetensors\n");
        Assert.Throws<TrainingException>(() => Train("clone", recipe, resume: resume, dvc: false));
        // Longer than what is there.
        recipe = recipe with { Epochs = 2 };
        AssertSame(Train("longer", recipe).Path, Train("clone", recipe, resume: resume).Path);
        Assert.True(File.Exists(Path.Combine(clone, ".gitignore")));
    }

    private static void AssertSame(string expected, string found)
    {
        SortedDictionary<string, string> one = Files(expected), two = Files(found);
        Assert.Equal(one.Keys, two.Keys);
        foreach ((string file, string text) in one)
            Assert.Equal((file, text), (file, two[file]));
    }

    private static SortedDictionary<string, string> Files(string run) => new(Directory
        .EnumerateFiles(Path.Combine(run, "dvclive"), "*", SearchOption.AllDirectories)
        .Append(Path.Combine(run, "dvc.yaml"))
        .ToDictionary(file => Path.GetRelativePath(run, file).Replace('\\', '/'), File.ReadAllText),
        StringComparer.Ordinal);

    private static (long Step, double Value)[] Rows(TrainingRun run, string file) =>
        [.. File.ReadLines(Path.Combine(run.Path, file)).Skip(1).Select(line => line.Split('\t')).Select(cells =>
            (long.Parse(cells[0], CultureInfo.InvariantCulture),
                double.Parse(cells[1], CultureInfo.InvariantCulture)))];

    private static JsonNode Json(TrainingRun run, string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(run.Path, file)))!;

    private static JsonNode Yaml(TrainingRun run, string file) =>
        YamlTextTests.YamlDotNets(File.ReadAllText(Path.Combine(run.Path, file)))!;

    private static Dictionary<string, int[]> Weights(TrainingRun run)
    {
        using var file = SafetensorsFile.Open(Path.Combine(run.Path, "last.safetensors"));
        return file.Tensors.ToDictionary(tensor => tensor.Name, tensor =>
        {
            float[] values = new float[tensor.Count];
            file.Read(tensor.Name, values);
            return values.Select(BitConverter.SingleToInt32Bits).ToArray();
        });
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != ".lock"))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            // The event file is open for writing.
            using var source =
                new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream target = File.Create(copy);
            source.CopyTo(target);
        }
    }

    private TrainingRun Train(string name, Recipe recipe, ITrainingObserver? observer = null, bool resume = false,
        bool dvc = true, TensorBoardDetail detail = TensorBoardDetail.None, ImageNetDataset? dataset = null,
        ulong seed = 1, CancellationToken cancellation = default) => Trainer.Train(dataset ?? DrawnImages.Dataset(), new()
        {
            Recipe = recipe,
            RunPath = _folder.At(name),
            Seed = seed,
            Threads = 1,
            Resume = resume,
            Dvc = dvc,
            TensorBoard = detail,
        }, observer, cancellation);

    /// <summary>Does something after a number of steps, or after each epoch.</summary>
    private sealed class Observer : ITrainingObserver
    {
        private int _seen;

        public int Steps { get; init; }

        public Action Stop { get; init; } = () => { };

        public Action Epoch { get; init; } = () => { };

        public void OnStep(TrainingProgress progress)
        {
            if (++_seen == Steps)
                Stop();
        }

        public void OnEpoch(EpochResult epoch) => Epoch();

        public void OnWarning(string message)
        {
        }
    }
}
