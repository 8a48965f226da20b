using AlexNetPS.Engines;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Models;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Tests.Training;

/// <summary>Runs as folders: watched, compared, deleted.</summary>
public sealed class RunStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-runs-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void OnlyWhatDiffersIsCompared()
    {
        Recipe half = Recipe.Get("HalfWidth");
        TrainingRun[] runs =
        [
            Store("a", half with { Optimizer = half.Optimizer with { LearningRate = 0.001 } },
                epochs: [(0.9, 0.5), (0.7, 0.6)]),
            Store("b", half with { BatchSize = 64 }, epochs: [(0.8, 0.7)]),
            Store("c", half, epochs: []),
        ];
        IReadOnlyList<RunComparison> rows = RunComparison.Of(runs);
        Assert.All(rows, row => Assert.Equal(["LearningRate", "BatchSize"], row.Values.Keys));
        Assert.Equal([0.001, 32L], rows[0].Values.Values);
        Assert.Equal([0.0002, 64L], rows[1].Values.Values);
        Assert.Equal("LearningRate 0.0002, BatchSize 64", rows[1].Settings);
        Assert.Equal([false, true, false], rows.Select(row => row.IsBest));
        Assert.Equal((2, 2, 0.6), (rows[0].EpochsDone, rows[0].BestEpoch!.Value, rows[0].ValidationTop1!.Value));
        Assert.Equal((0, null, null), (rows[2].EpochsDone, rows[2].BestEpoch, rows[2].ValidationTop1));
        Assert.Equal(runs.Select(run => run.Path), rows.Select(row => row.Path));
    }

    [Fact]
    public void KindsOfThingsAreNamedByThePlaceTheyStandIn()
    {
        Recipe half = Recipe.Get("HalfWidth"), paper = Recipe.Get("Paper");
        IReadOnlyDictionary<string, object?> values =
            RunComparison.Of([Store("a", half), Store("b", paper, seed: 3)])[1].Values;
        Assert.Equal("SgdPaper", values["Optimizer"]);
        Assert.Equal("Paper", values["Architecture"]);
        Assert.Equal("Paper", values["Recipe"]);
        Assert.Equal(3L, values["Seed"]);
        Assert.DoesNotContain("Description", values.Keys);
        Assert.Equal("Resize 256, CenterCrop 256, MeanImageSubtract, +2", values["TrainTransforms"]);
        Assert.Equal("6 rules", values["Initialization"]);
        Assert.All(values.Keys, name => Assert.Matches("^[A-Z][A-Za-z0-9]*$", name));
    }

    [Fact]
    public void OneRunDiffersInNothing()
    {
        RunComparison row = Assert.Single(RunComparison.Of([Store("a", Recipe.Get("HalfWidth"), epochs: [(1, 0.5)])]));
        Assert.Empty(row.Values);
        Assert.Equal("", row.Settings);
        Assert.True(row.IsBest);
        Assert.Empty(RunComparison.Of([]));
    }

    [Fact]
    public void ListingARunReadsNoWeights()
    {
        TrainingRun run = Store("a", Recipe.Get("HalfWidth"), epochs: [(0.9, 0.5), (0.7, 0.6), (0.8, 0.4)]);
        Assert.Null(run.Model);
        Assert.Contains("no weights yet", Assert.Throws<TrainingException>(() => run.LoadModel()).Message);

        string best = Path.Combine(run.Path, "best.safetensors");
        SmallModels.Model(["a", "b"]).Save(best);
        FileWeightsTests.Spoil(best);
        Assert.All(typeof(TrainingRun).GetProperties(), property => property.GetValue(run));
        Assert.Equal(["a", "b"], run.Model!.Classes);
        Assert.Throws<ModelFormatException>(() => run.Model.HashWeights());
        Assert.Throws<ModelFormatException>(() => run.LoadModel());
        Assert.Equal(("a", 3, 0.6, 0.7, 1.0),
            (run.Folder, run.EpochCount, run.ValidationTop1!.Value, run.ValidationLoss!.Value, run.TrainLoss!.Value));
    }

    [Fact]
    public void TheModelOfARunFollowsItsFile()
    {
        TrainingRun run = Store("a", Recipe.Get("HalfWidth"));
        AlexNetModel first = SmallModels.Model(["a", "b"]), second = SmallModels.Model(["a", "b"], seed: 2);
        first.Save(Path.Combine(run.Path, "last.safetensors"));
        Assert.Equal(first.HashWeights(), run.Model!.HashWeights());
        first.Save(Path.Combine(run.Path, "best.safetensors"));
        AlexNetModel loaded = run.LoadModel(), handle = run.Model;
        second.Save(Path.Combine(run.Path, "best.safetensors"));
        Assert.Equal(second.HashWeights(), run.Model.HashWeights());
        Assert.Equal(first.HashWeights(), loaded.HashWeights());
        Assert.Contains("replaced", Assert.Throws<ModelFormatException>(() => handle.HashWeights()).Message);
    }

    [Fact]
    public void ARunThatIsOverIsWatchedToItsEnd()
    {
        TrainingRun run = Store("a", Recipe.Get("HalfWidth"), epochs: [(0.9, 0.5), (0.8, 0.6)]);
        var looks = new List<RunStatus>();
        Assert.Equal([1, 2], RunWatch.Epochs(run.Path, look => looks.Add(look.Status)).Select(epoch => epoch.Epoch));
        Assert.Equal([RunStatus.Completed], looks);
    }

    [Fact]
    public async Task EachNewEpochIsGivenOnceUntilTheRunEnds()
    {
        Recipe recipe = Recipe.Get("HalfWidth");
        string path = Path.Combine(_folder, "live");
        var folder = new RunFolder(path);
        using IDisposable held = folder.Enter(resume: false);
        folder.Write(Manifest(recipe, RunStatus.Running, [], 0));
        var seen = new List<int>();
        Task watching = Task.Run(() =>
        {
            foreach (EpochResult epoch in RunWatch.Epochs(path))
            {
                lock (seen)
                    seen.Add(epoch.Epoch);
            }
        });
        folder.Write(Manifest(recipe, RunStatus.Running, [(0.9, 0.5)], 0));
        while (!watching.IsCompleted && Count() < 1)
            await Task.Delay(20);
        Assert.False(watching.IsCompleted);
        folder.Write(Manifest(recipe, RunStatus.Completed, [(0.9, 0.5), (0.8, 0.6)], 0));
        held.Dispose();
        await watching;
        Assert.Equal([1, 2], seen);

        int Count()
        {
            lock (seen)
                return seen.Count;
        }
    }

    [Fact]
    public void ARunWhoseProcessIsGoneEndsTheWatching()
    {
        string path = Path.Combine(_folder, "dead");
        Directory.CreateDirectory(path);
        new RunFolder(path).Write(Manifest(Recipe.Get("HalfWidth"), RunStatus.Running, [(0.9, 0.5)], 0));
        TrainingRun? last = null;
        Assert.Single(RunWatch.Epochs(path, look => last = look));
        Assert.Equal(RunStatus.Stopped, last!.Status);
    }

    [Fact]
    public void WatchingEndsWhenItIsCanceled()
    {
        var folder = new RunFolder(Path.Combine(_folder, "live"));
        using IDisposable held = folder.Enter(resume: false);
        folder.Write(Manifest(Recipe.Get("HalfWidth"), RunStatus.Running, [], 0));
        using var source = new CancellationTokenSource(50);
        Assert.ThrowsAny<OperationCanceledException>(() => RunWatch.Epochs(folder.Path, null, source.Token).ToArray());
    }

    [Fact]
    public async Task ARunThatIsAboutToBeginIsWaitedFor()
    {
        string path = Path.Combine(_folder, "soon");
        Assert.False(RunWatch.WaitFor(path, TimeSpan.Zero));
        Task<bool> waiting = Task.Run(() => RunWatch.WaitFor(path, TimeSpan.FromMinutes(15)));
        Store("soon", Recipe.Get("HalfWidth"));
        Assert.True(await waiting);
    }

    [Fact]
    public void ARunIsDeletedWithItsFolder()
    {
        TrainingRun run = Store("a", Recipe.Get("HalfWidth"));
        run.Delete();
        Assert.False(Directory.Exists(run.Path));
    }

    [Fact]
    public void ARunInUseIsOnlyDeletedWhenToldTwice()
    {
        string path = Path.Combine(_folder, "live");
        var folder = new RunFolder(path);
        using IDisposable held = folder.Enter(resume: false);
        folder.Write(Manifest(Recipe.Get("HalfWidth"), RunStatus.Running, [], 0));
        TrainingRun run = TrainingRun.Open(path);
        Assert.Contains("training", Assert.Throws<TrainingException>(() => run.Delete()).Message);
        Assert.True(Directory.Exists(path));
        if (OperatingSystem.IsWindows())
            return; // An open file cannot be deleted there.
        run.Delete(evenIfRunning: true);
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void AFolderThatHoldsOtherRunsStays()
    {
        TrainingRun outer = Store("outer", Recipe.Get("HalfWidth"));
        Store("outer/inner", Recipe.Get("HalfWidth"));
        Assert.Contains("another run", Assert.Throws<TrainingException>(() => outer.Delete()).Message);
        Assert.True(File.Exists(Path.Combine(_folder, "outer", "inner", "run.json")));
    }

    private TrainingRun Store(string name, Recipe recipe, (double Loss, double Top1)[]? epochs = null, ulong seed = 0)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(path);
        new RunFolder(path).Write(Manifest(recipe, RunStatus.Completed, epochs ?? [(1, 0.5)], seed));
        return TrainingRun.Open(path);
    }

    private static RunManifest Manifest(Recipe recipe, RunStatus status, (double Loss, double Top1)[] epochs,
        ulong seed) => new()
        {
            Name = $"{recipe.Name} on nothing",
            Status = status,
            Recipe = recipe,
            Seed = seed,
            Dataset = new()
            {
                Name = "nothing",
                SourcePath = "/nothing",
                Classes = ["a", "b"],
                Train = 10,
                Validation = 10,
                Fingerprint = ""
            },
            Environment = RunEnvironment.Of(new EngineDevice("cpu", "cpu", "a processor")),
            Started = DateTimeOffset.UnixEpoch,
            Seconds = 12.5,
            Epochs = [.. epochs.Select((e, i) => new EpochResult
        {
            Epoch = i + 1, TrainLoss = 1, TrainTop1 = 0.5, ValidationLoss = e.Loss, ValidationTop1 = e.Top1,
            ValidationTop5 = 1,
            LearningRate = 0.1, Seconds = 1, ImagesPerSecond = 10,
            IsBest = epochs[..i].All(previous => previous.Top1 < e.Top1),
        })],
        };
}
