using System.Text.Json.Nodes;
using AlexNetPS.Datasets;
using AlexNetPS.Models;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Imaging;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

public class ResumeDataTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ARunContinuesOnlyWithTheContentsItStartedWith(bool indexOnly)
    {
        using TemporaryFolder folder = Written();
        TrainingRun run = Train(folder, Import(folder, indexOnly), false);
        Assert.Empty(Train(folder, Import(folder, indexOnly), true, out _).Warnings);

        // Another image of the same name, and one encoded again; two files of 24.
        string[] changed = [folder.Write("a/001.jpg", DrawnImage.Jpeg(30, 30, 77)),
            folder.Write("b/002.jpg", DrawnImage.Jpeg(30, 30, 78))];
        foreach (string path in changed)
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        string refusal = Assert.Throws<TrainingException>(() => Train(folder, Import(folder, indexOnly), true)).Message;
        Assert.Contains("image files have changed", refusal, StringComparison.Ordinal);
        Assert.Contains("other contents: 'a/001.jpg', 'b/002.jpg'", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("000.jpg", refusal, StringComparison.Ordinal);

        // Many: some names and how many more.
        folder.WriteClass("a", 12, seed: 500);
        foreach (string path in Directory.GetFiles(folder.At("a")))
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(2));
        Assert.Contains("and 8 more",
            Assert.Throws<TrainingException>(() => Train(folder, Import(folder, indexOnly), true)).Message,
            StringComparison.Ordinal);
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    public void AddedRemovedAndRelabeledImagesAreNamed()
    {
        using TemporaryFolder folder = Written();
        Train(folder, Import(folder), false);
        File.Move(folder.At("a", "003.jpg"), folder.At("b", "moved.jpg"));
        string refusal = Assert.Throws<TrainingException>(() => Train(folder, Import(folder), true)).Message;
        Assert.Contains("no longer there: 'a/003.jpg'", refusal, StringComparison.Ordinal);
        Assert.Contains("added: 'b/moved.jpg'", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void TheHashOfTheDataIsInRunAndModel()
    {
        using TemporaryFolder folder = Written();
        ImageNetDataset dataset = Import(folder);
        TrainingRun run = Train(folder, dataset, false);
        JsonNode json = JsonNode.Parse(File.ReadAllText(Path.Combine(run.Path, "run.json")))!;
        Assert.Equal(dataset.Sha256, json["dataset"]!["sha256"]!.GetValue<string>());
        Assert.Equal(dataset.Sha256, run.LoadModel().Training!.DatasetSha256);
        Assert.Equal(dataset.Sha256,
            AlexNetModel.Load(Path.Combine(run.Path, "last.safetensors")).Training!.DatasetSha256);
        string[] data = File.ReadAllLines(Path.Combine(run.Path, "data.csv"));
        Assert.Equal("split,label,path,sha256", data[0]);
        Assert.Equal(dataset.Count + 1, data.Length);
    }

    [Fact]
    public void ARunOfAnEarlierVersionContinuesWithAWarningAndHasHashesFromThenOn()
    {
        using TemporaryFolder folder = Written();
        TrainingRun run = Train(folder, Import(folder), false);
        string path = Path.Combine(run.Path, "run.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(path))!;
        json["dataset"]!.AsObject().Remove("sha256");
        File.WriteAllText(path, json.ToJsonString());
        File.Delete(Path.Combine(run.Path, "data.csv"));
        Assert.Contains("not compared", Assert.Single(Train(folder, Import(folder), true, out _, epochs: 2).Warnings),
            StringComparison.Ordinal);
        Assert.Empty(Train(folder, Import(folder), true, out _, epochs: 3).Warnings);
        folder.Write("a/001.jpg", DrawnImage.Jpeg(30, 30, 77));
        File.SetLastWriteTimeUtc(folder.At("a", "001.jpg"), DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("'a/001.jpg'",
            Assert.Throws<TrainingException>(() => Train(folder, Import(folder), true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutItsListARunStillRejectsOtherContents()
    {
        using TemporaryFolder folder = Written();
        TrainingRun run = Train(folder, Import(folder), false);
        File.WriteAllText(Path.Combine(run.Path, "data.csv"), "no table\n\"");
        folder.Write("a/001.jpg", DrawnImage.Jpeg(30, 30, 77));
        File.SetLastWriteTimeUtc(folder.At("a", "001.jpg"), DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("image files have changed",
            Assert.Throws<TrainingException>(() => Train(folder, Import(folder), true)).Message,
            StringComparison.Ordinal);
    }

    private static TemporaryFolder Written()
    {
        var folder = new TemporaryFolder();
        folder.WriteClass("a", 12, 30, 30);
        folder.WriteClass("b", 12, 30, 30, 50);
        return folder;
    }

    private static ImageNetDataset Import(TemporaryFolder folder, bool indexOnly = false) =>
        ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 18, IndexOnly = indexOnly });

    private static TrainingRun Train(TemporaryFolder folder, ImageNetDataset dataset, bool resume)
    {
        Train(folder, dataset, resume, out TrainingRun run);
        return run;
    }

    private static Recorder Train(TemporaryFolder folder, ImageNetDataset dataset, bool resume, out TrainingRun run,
        int epochs = 1)
    {
        const string Transforms =
            """{ "type": "CenterCrop", "size": 16 }, { "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] }""";
        var recorder = new Recorder();
        run = Trainer.Train(dataset, new TrainingOptions
        {
            Recipe = TinyRecipe.Create(epochs: epochs, batchSize: 8, trainTransforms: Transforms,
                evaluationTransforms: Transforms),
            RunPath = Path.Combine(folder.Root, "run"),
            Seed = 1,
            Resume = resume,
        }, recorder);
        return recorder;
    }

    private sealed class Recorder : ITrainingObserver
    {
        public List<string> Warnings { get; } = [];

        public void OnStep(TrainingProgress progress)
        {
        }

        public void OnEpoch(EpochResult epoch)
        {
        }

        public void OnWarning(string message)
        {
            if (message.Contains("compared", StringComparison.Ordinal))
                Warnings.Add(message);
        }
    }
}
