using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>How runs get their folder, and what a run says that was stopped, killed or failed at some moment.</summary>
public sealed class RunStartTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("alexnet-start").FullName;

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void RunsThatBeginAtOnceGetFoldersOfTheirOwn()
    {
        string path = In("run");
        using var start = new Barrier(8);
        var holds = new RunHold[8];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            holds[i] = RunHold.Claim(path);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        string[] expected = [path, .. Enumerable.Range(2, 7).Select(number => $"{path}-{number}")];
        Assert.Equal(expected, holds.Select(hold => hold.Folder.Path).Order(StringComparer.Ordinal));
        Array.ForEach(holds, hold => hold.Dispose());
    }

    [Fact]
    public void AFolderWhoseClaimIsLostIsNotTakenAgain()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not delete a file that is in use.");
        using RunHold first = RunHold.Claim(In("run"));
        File.Delete(first.Folder.LockPath);
        using RunHold second = RunHold.Claim(In("run"));
        Assert.Equal(In("run-2"), second.Folder.Path);
        Assert.Equal(In("run-3"), RunHold.FirstFree(In("run")).Path);
    }

    [Fact]
    public void ANewRunNumbersItsFolderOnlyIfItMay()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        TrainingOptions options = Options("run", epochs: 1) with { NumberRunPath = true };
        Assert.Equal([In("run"), In("run-2")],
            Enumerable.Range(0, 2).Select(_ => Trainer.Train(dataset, options).Path));
        Assert.Contains("not empty", Assert.Throws<TrainingException>(
            () => Trainer.Train(dataset, options with { NumberRunPath = false })).Message);
        // A resumed run is in the folder that is given.
        Assert.Equal(In("run"), Trainer.Train(dataset, options with { Resume = true }).Path);
    }

    [Fact]
    public void ARunThatIsStoppedWhileItsImagesAreHashedIsStopped()
    {
        using var cancellation = new CancellationTokenSource();
        ImageNetDataset dataset = WithHashes(stop =>
        {
            Assert.Equal(RunStatus.Running, TrainingRun.Open(In("run")).Status);
            cancellation.Cancel();
            stop.ThrowIfCancellationRequested();
            return null;
        });
        TrainingRun run = Trainer.Train(dataset, Options("run", epochs: 1), null, cancellation.Token);
        Assert.Equal(RunStatus.Stopped, run.Status);
        Assert.Equal(RunStatus.Stopped, TrainingRun.Open(run.Path).Status);

        // It resumes without a word about hashes that nobody could have compared.
        var observer = new Watcher();
        TrainingRun resumed = Trainer.Train(WithHashes(_ => Hashes(64)), Options("run", epochs: 1) with { Resume = true },
            observer);
        Assert.Equal(RunStatus.Completed, resumed.Status);
        Assert.DoesNotContain(observer.Warnings, warning => warning.Contains("not compared", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(run.Path, "data.csv")));
    }

    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(true, 1, 1)]
    public void ARunThatIsStoppedBeforeItsFirstStepOrAsACheckpointIsWrittenIsStopped(bool atCheckpoint, int epochs,
        int resumedAt)
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        using var cancellation = new CancellationTokenSource();
        var observer = new Watcher
        {
            OnFiles = checkpoint =>
            {
                if (atCheckpoint && checkpoint.Step == 0)
                    cancellation.Cancel();
            },
        };
        if (!atCheckpoint)
            cancellation.Cancel();
        TrainingRun run = Trainer.Train(dataset, Options("run", epochs: 3), observer, cancellation.Token);
        Assert.Equal((RunStatus.Stopped, epochs), (run.Status, run.EpochCount));
        Assert.Equal(RunStatus.Stopped, TrainingRun.Open(run.Path).Status);
        Assert.Equal(resumedAt, observer.Checkpoints[^1].Epoch);
        Assert.Equal(3, Trainer.Train(dataset, Options("run", epochs: 3) with { Resume = true }).EpochCount);
    }

    [Fact]
    public void ARunThatIsStoppedAfterItsLastEpochIsCompleted()
    {
        using var cancellation = new CancellationTokenSource();
        var observer = new Watcher { OnResult = _ => cancellation.Cancel() };
        TrainingRun run = Trainer.Train(DrawnImages.Dataset(train: 32), Options("run", epochs: 1), observer,
            cancellation.Token);
        Assert.Equal((RunStatus.Completed, 1), (TrainingRun.Open(run.Path).Status, run.EpochCount));
    }

    [Fact]
    public void AnErrorThatEndsARunIsItsReasonAndTheRunGoesOnFromItsCheckpoint()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        var observer = new Watcher
        {
            OnResult = result => throw new InvalidOperationException($"nobody wants epoch {result.Epoch}"),
        };
        Assert.Throws<InvalidOperationException>(() => Trainer.Train(dataset, Options("run", epochs: 2), observer));
        TrainingRun run = TrainingRun.Open(In("run"));
        Assert.Equal((RunStatus.Stopped, 1), (run.Status, run.EpochCount));
        Assert.StartsWith("Ended by an error: nobody wants epoch 1", run.StopReason);
        Assert.Equal(2, Trainer.Train(dataset, Options("run", epochs: 2) with { Resume = true }).EpochCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ARunThatCannotBeginLeavesNothing(bool folderExists)
    {
        if (folderExists)
            Directory.CreateDirectory(In("run"));
        Assert.Throws<EngineException>(() => Trainer.Train(DrawnImages.Dataset(train: 32), Options("run", epochs: 1),
            _ => new FullEngine(), null, default));
        Assert.Equal(folderExists, Directory.Exists(In("run")));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories),
            path => path != In("run"));
        Assert.Equal(1, Trainer.Train(DrawnImages.Dataset(train: 32), Options("run", epochs: 1)).EpochCount);
    }

    [Fact]
    public void AStoppedRunNamesTheCommandThatResumesIt()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        TrainingOptions options = Options("it's", epochs: 1) with { Threads = 2 };
        TrainingRun run = Trainer.Train(dataset, options, null, cancellation.Token);
        Assert.Equal("Stopped by the user. Resume with: $dataset | Invoke-AlexNetTraining -RunPath "
            + $"'{run.Path.Replace("'", "''", StringComparison.Ordinal)}' -Resume -Threads 2", run.StopReason);
        Assert.Equal(run.StopReason, TrainingRun.Open(run.Path).StopReason);
        // The folder may be moved.
        Directory.Move(run.Path, In("moved"));
        Assert.Contains($"'{In("moved")}'", TrainingRun.Open(In("moved")).StopReason);
    }

    [Fact]
    public void ResumingDeletesTheTemporaryFilesOfAKilledProcessOnly()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        TrainingRun run = Trainer.Train(dataset, Options("run", epochs: 1));
        string left = Path.Combine(run.Path, $"best.safetensors.{Guid.NewGuid():N}.tmp");
        string own = Path.Combine(run.Path, "notes.tmp");
        File.WriteAllText(left, "half");
        File.WriteAllText(own, "mine");
        Trainer.Train(dataset, Options("run", epochs: 2) with { Resume = true });
        Assert.Equal((false, true), (File.Exists(left), File.Exists(own)));
    }

    [Fact]
    public void LabelsAreKeptAndMayChangeOnResume()
    {
        ImageNetDataset dataset = DrawnImages.Dataset(train: 32);
        TrainingOptions options = Options("run", epochs: 1);
        TrainingRun run = Trainer.Train(dataset,
            options with { Name = "first try", Tags = ["a", "b", "A"], Note = "one\ntwo" });
        Assert.Equal("first try", run.LoadModel().Name);
        AssertLabels("first try", ["a", "b"], "one\ntwo");
        Trainer.Train(dataset, Options("run", epochs: 2) with { Resume = true });
        AssertLabels("first try", ["a", "b"], "one\ntwo");
        Trainer.Train(dataset, Options("run", epochs: 2) with { Resume = true, Tags = ["c"], Note = "" });
        AssertLabels("first try", ["c"], null);

        void AssertLabels(string name, string[] tags, string? note)
        {
            TrainingRun kept = TrainingRun.Open(run.Path);
            Assert.Equal((name, note), (kept.Name, kept.Note));
            Assert.Equal(tags, kept.Tags);
        }
    }

    [Theory]
    [InlineData(" ", null, "Name is empty")]
    [InlineData("a\nb", null, "line break")]
    [InlineData(null, "x*", "* ? [ ]")]
    [InlineData(null, "", "Tag is empty")]
    public void LabelsThatCannotBeFoundAgainAreRejected(string? name, string? tag, string expected) =>
        Assert.Contains(expected, Assert.Throws<TrainingException>(
            () => RunLabels.Check(name, tag is null ? null : [tag], null)).Message);

    [Theory]
    [InlineData("first try/2", "first_try_2")]
    [InlineData("HalfWidth", "HalfWidth")]
    [InlineData("[x]*", "_x__")]
    public void ANameIsMadeAFolderName(string name, string expected) =>
        Assert.Equal(expected, RunLabels.FolderName(name));

    private static ImageNetDataset WithHashes(Func<CancellationToken, ContentHash[]?> hashes)
    {
        ImageNetDataset drawn = DrawnImages.Dataset(train: 32, validation: 32);
        var info = new DatasetInfo
        {
            Name = drawn.Name,
            SourcePath = drawn.SourcePath,
            Statistics = drawn.Statistics,
            FileHashes = hashes,
        };
        return new(info, DrawnImages.ClassNames, [.. drawn.Train.Samples], [.. drawn.Validation.Samples], [],
            new DrawnImages(64));
    }

    private static ContentHash[] Hashes(int count) =>
        [.. Enumerable.Range(0, count).Select(i => ContentHash.Of([(byte)i]))];

    private string In(string name) => Path.Combine(_root, name);

    private TrainingOptions Options(string name, int epochs) =>
        new() { Recipe = TinyRecipe.Create(epochs: epochs), RunPath = In(name), Seed = 1 };

    private sealed class Watcher : ITrainingObserver
    {
        public List<TrainingCheckpoint> Checkpoints { get; } = [];

        public List<string> Warnings { get; } = [];

        public Action<EpochResult>? OnResult { get; init; }

        public Action<TrainingCheckpoint>? OnFiles { get; init; }

        public void OnStep(TrainingProgress progress)
        {
        }

        public void OnEpoch(EpochResult epoch) => OnResult?.Invoke(epoch);

        public void OnCheckpoint(TrainingCheckpoint checkpoint)
        {
            Checkpoints.Add(checkpoint);
            OnFiles?.Invoke(checkpoint);
        }

        public void OnWarning(string message) => Warnings.Add(message);
    }

    /// <summary>An engine without memory for any network.</summary>
    private sealed class FullEngine : IEngine
    {
        public string Name => "cpu";

        public IReadOnlyList<EngineDevice> Devices { get; } = new CpuEngine().Devices;

        public INetwork Create(NetworkDefinition definition, NetworkOptions options) =>
            throw new EngineException("There is no memory.");
    }
}
