using AlexNetPS.Datasets;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>Folders that a process leaves which is killed while it begins a run, and locks that nobody holds.</summary>
public sealed class UnbegunRunTests : IDisposable
{
    private const string Header = "Epoch,TrainLoss,TrainTop1,ValidationLoss,ValidationTop1,ValidationTop5,"
        + "LearningRate,Seconds,ImagesPerSecond,IsBest\n";

    private static readonly ImageNetDataset _dataset = DrawnImages.Dataset(train: 32);

    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-unbegun").FullName;

    private string Run => Path.Combine(_root, "run");

    public void Dispose() => Directory.Delete(_root, true);

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, ".lock")]
    [InlineData(true, ".lock|run.json.0123456789abcdef0123456789abcdef.tmp")]
    [InlineData(false, "run.json.0123456789abcdef0123456789abcdef.tmp")]
    [InlineData(true, ".lock|metrics.csv.0123456789abcdef0123456789abcdef.tmp")]
    [InlineData(true, "metrics.csv|class_indices.json|run.json.0123456789abcdef0123456789abcdef.tmp")]
    [InlineData(false, "metrics.csv|class_indices.json|.lock")]
    public void ARunBeginsInWhatAKilledOneLeft(bool resume, string files)
    {
        Leave(files);
        Assert.Equal(files.Length > 0, TrainingRun.IsUnbegun(Run));
        TrainingRun run = Trainer.Train(_dataset, Options() with { Resume = resume });
        Assert.Equal((RunStatus.Completed, 1), (run.Status, run.EpochCount));
        Assert.Equal(["class_indices.json", "last.safetensors", "metrics.csv", "run.json"],
            Directory.GetFiles(Run).Select(Path.GetFileName).Where(file => !file!.StartsWith("events.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ResumingBeginsTheRunOfAFolderThatDoesNotExist() =>
        Assert.Equal(1, Trainer.Train(_dataset, Options() with { Resume = true }).EpochCount);

    [Theory]
    [InlineData("notes.txt|.lock")]
    [InlineData("notes.tmp")]
    [InlineData("class_indices.json")]
    [InlineData("metrics.csv|best.safetensors")]
    [InlineData("rows/metrics.csv")]
    public void WhatIsSomebodysStays(string files)
    {
        Leave(files);
        Assert.False(TrainingRun.IsUnbegun(Run));
        foreach (bool resume in new[] { false, true })
            Assert.Throws<TrainingException>(() => Trainer.Train(_dataset, Options() with { Resume = resume }));
        Assert.Throws<TrainingException>(() => TrainingRun.DeleteUnbegun(Run));
        Assert.All(files.Split('|').Where(file => file != ".lock"), file => Assert.True(File.Exists(Path.Combine(Run, file))));
    }

    [Fact]
    public void ATableOfEpochsIsSomebodys()
    {
        Leave("metrics.csv|class_indices.json");
        File.AppendAllText(Path.Combine(Run, "metrics.csv"), "1,2.5,0.1,,,,0.01,1,100,true\n");
        Assert.False(TrainingRun.IsUnbegun(Run));
    }

    [Fact]
    public void WhatAKilledTrainingLeftIsDeletedUnlessAProcessHoldsIt()
    {
        Leave("run.json.0123456789abcdef0123456789abcdef.tmp");
        using (RunHold hold = new RunFolder(Run).Enter(resume: false))
        {
            Leave("run.json.0123456789abcdef0123456789abcdef.tmp");
            Assert.Contains("is training",
                Assert.Throws<TrainingException>(() => TrainingRun.DeleteUnbegun(Run)).Message);
        }

        TrainingRun.DeleteUnbegun(Run);
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void WhatAKilledDeletionLeftGoesWithTheNextTrainingBesideIt()
    {
        string left = Directory.CreateDirectory(Path.Combine(_root, $".deleted-{Guid.NewGuid():N}")).FullName;
        File.WriteAllText(Path.Combine(left, "run.json"), "{}");
        string own = Directory.CreateDirectory(Path.Combine(_root, ".deleted-images")).FullName;
        new RunFolder(Run).Enter(resume: true).Dispose();
        Assert.Equal((false, true), (Directory.Exists(left), Directory.Exists(own)));
        Directory.Delete(Run);
        Directory.CreateDirectory(Run);
        new RunFolder(Run).Delete(evenIfRunning: false);
        Assert.True(Directory.Exists(own));
    }

    [Fact]
    public void AFolderIsARunFromItsFirstFile()
    {
        TrainingRun run = Trainer.Train(_dataset, Options());
        // Where the others were to be written are folders, so that their writing fails.
        string other = Path.Combine(_root, "other");
        Directory.CreateDirectory(Path.Combine(other, "metrics.csv"));
        Assert.Throws<TrainingException>(() => new RunFolder(other).Write(
            run.Manifest with { Epochs = [], Status = RunStatus.Running }));
        Directory.Delete(Path.Combine(other, "metrics.csv"));

        // A process that is killed there leaves a run, which says so, and resuming writes the rest.
        TrainingRun begun = TrainingRun.Open(other);
        Assert.Equal(RunStatus.Stopped, begun.Status);
        Assert.StartsWith("The process that trained ended without finishing the run. Resume with: ", begun.StopReason);
        Trainer.Train(_dataset, Options() with { RunPath = other, Resume = true });
        Assert.Equal(run.LoadModel().HashWeights(), TrainingRun.Open(other).LoadModel().HashWeights());
        Assert.Equal(2, File.ReadAllLines(Path.Combine(other, "metrics.csv")).Length);
        Assert.Equal(File.ReadAllText(Path.Combine(Run, "class_indices.json")),
            File.ReadAllText(Path.Combine(other, "class_indices.json")));
    }

    [Fact]
    public void LaterTheOtherFilesAreNeverBehindRunJson()
    {
        TrainingRun run = Trainer.Train(_dataset, Options());
        string metrics = Path.Combine(Run, "metrics.csv");
        File.Delete(metrics);
        Directory.CreateDirectory(metrics);
        byte[] before = File.ReadAllBytes(Path.Combine(Run, "run.json"));
        Assert.Throws<TrainingException>(() => new RunFolder(Run).Write(run.Manifest with { Seed = 9 }));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Run, "run.json")));
    }

    [Fact]
    public void OnlyAProcessThatHoldsTheLockIsTraining()
    {
        var folder = new RunFolder(Run);
        Leave(".lock");
        Assert.False(folder.IsLocked());
        // Looking changes nothing.
        Assert.True(File.Exists(folder.LockPath));
        using (folder.Enter(resume: false))
        {
            Assert.True(folder.IsLocked());
            string message = Assert.Throws<TrainingException>(() => folder.Enter(resume: false)).Message;
            Assert.Contains($"Another process is training in the run folder '{Run}' (process {Environment.ProcessId} on ",
                message);
        }

        Assert.False(folder.IsLocked());
    }

    [Fact]
    public void ALockThatCannotBeOpenedIsNoProcess()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links take a privilege there.");
        // A link to itself fails with an error that is neither a permission nor a sharing violation.
        Directory.CreateDirectory(Run);
        var folder = new RunFolder(Run);
        File.CreateSymbolicLink(folder.LockPath, folder.LockPath);
        Assert.True(File.Exists(folder.LockPath) || new FileInfo(folder.LockPath).LinkTarget is not null);
        Assert.False(folder.IsLocked());
        string message = Assert.Throws<TrainingException>(() => folder.Enter(resume: false)).Message;
        Assert.StartsWith($"The run folder '{Run}' cannot be written: ", message);
        Assert.DoesNotContain("nother process", message);
    }

    private void Leave(string files)
    {
        Directory.CreateDirectory(Run);
        foreach (string file in files.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(Run, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file switch
            {
                "metrics.csv" => Header,
                ".lock" => "",
                _ => "{",
            });
        }
    }

    private TrainingOptions Options() => new()
    {
        Recipe = TinyRecipe.Create(epochs: 1),
        RunPath = Run,
        Seed = 1,
    };
}
